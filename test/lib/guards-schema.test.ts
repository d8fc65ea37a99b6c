import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { guardsSchema } from '../../lib/guards/guards-schema.ts';

it('guards.schema.json is up to date (npm run schema writes it)', () => {
  expect(readFileSync('guards.schema.json', 'utf8')).toBe(guardsSchema());
});

it('the schema asks for pipeline, stage and alarms only, and knows no other keys', () => {
  expect(JSON.parse(guardsSchema()).items).toMatchObject({
    required: ['pipeline', 'stage', 'alarms'],
    additionalProperties: false,
  });
});
