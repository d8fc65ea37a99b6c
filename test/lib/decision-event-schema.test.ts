import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decisionEventSchema } from '../../lib/controller/decision-event-schema.ts';

it('decision-event.schema.json is up to date (npm run schema writes it)', () => {
  expect(readFileSync('decision-event.schema.json', 'utf8')).toBe(decisionEventSchema());
});

it('the schema says how to match the events, and lets new members come', () => {
  const { properties } = JSON.parse(decisionEventSchema());
  expect(properties).toMatchObject({
    source: { const: 'rollback-controller' },
    'detail-type': { const: 'Rollback Controller Decision' },
    detail: { properties: { version: { const: 1 } } },
  });
  expect(decisionEventSchema()).not.toContain('"additionalProperties": false');
});
