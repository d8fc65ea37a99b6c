import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SWITCHES } from '../../emulator/services/codepipeline/switches.ts';
import { ASSUMPTIONS, assumptionIds } from '../../lib/gameday/assumptions.ts';

const { rollbackErrors, ...others } = DEFAULT_SWITCHES;
const SWITCHES = Object.entries({
  ...others,
  ...Object.fromEntries(Object.entries(rollbackErrors).map(([name, error]) => [`rollbackErrors.${name}`, error])),
});

describe('the assumptions of a game day', () => {
  it.each(SWITCHES)('expect of %s what the local account does by default', (name, value) => {
    const id = assumptionIds().find((one) => one === name);
    expect(id, `switch ${name} has no assumption`).toBeDefined();
    if (id === undefined) return;
    const { expected } = ASSUMPTIONS[id];
    expect(typeof expected === 'object' ? expected.atMostMillis : expected).toBe(value);
  });

  it('are what the specification marks: each mark has an id', () => {
    const ids = assumptionIds().map((id) => `\`${id.replace('rollbackErrors.', '')}\``);
    const text = readFileSync('emulator/services/codepipeline/BEHAVIOUR.md', 'utf8').replace('**[assumed]**', '');
    // In the table of obstacles the id is the row's.
    const marks = text.match(/^\|.*\[assumed\].*$|\[[^\]]*\bassumed\b[^\]]*\]/gm) ?? [];
    expect(marks.length).toBeGreaterThan(20);
    expect(marks.filter((mark) => !ids.some((id) => mark.includes(id)))).toEqual([]);
  });

  it('are each named in the specification of the local CodePipeline', () => {
    const text = readFileSync('emulator/services/codepipeline/BEHAVIOUR.md', 'utf8');
    const missing = assumptionIds().filter((id) => !text.includes(`\`${id.replace('rollbackErrors.', '')}\``));
    expect(missing).toEqual([]);
  });
});
