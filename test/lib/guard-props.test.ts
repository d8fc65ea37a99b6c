import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { GuardSettings } from '../../lambda/guard-policy.ts';
import type { GuardProps } from '../../lib/guards/guard-props.ts';

type Constructs = 'pipeline' | 'stage' | 'alarms' | 'unlessAlarms';
type Settings = Omit<z.infer<typeof GuardSettings>, 'unlessAlarms' | 'deployActions'>;

describe('the props of a guard', () => {
  it('are the settings of guards.json, under the same names and with the same values', () => {
    expectTypeOf<Required<Omit<GuardProps, Constructs | 'deployActions'>>>().toEqualTypeOf<Readonly<Settings>>();
    expectTypeOf<GuardProps['deployActions']>().toEqualTypeOf<readonly string[] | undefined>();
  });

  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()) })
    .parse(z.toJSONSchema(GuardSettings));
  const comments = commentsOf('lib/guards/guard-props.ts');

  it.each(Object.entries(properties))('say of %s what the schema says, with its default', (key, schema) => {
    const { description, default: value } = z
      .object({ description: z.string(), default: z.unknown().optional() })
      .parse(schema);
    expect(comments.get(key)).toContain(description.split('. By default')[0]);
    if (value === undefined || Array.isArray(value)) expect(comments.get(key)).toMatch(/@default - /);
    else expect(comments.get(key)).toContain(`@default ${JSON.stringify(value).replaceAll('"', "'")}`);
  });
});

/** The doc comment of each member, on one line. */
function commentsOf(file: string): Map<string, string> {
  const members = readFileSync(file, 'utf8').matchAll(
    /\/\*\*(?<comment>(?:(?!\*\/).)*)\*\/\s*readonly (?<name>\w+)\??:/gs,
  );
  return new Map(
    [...members].map(({ groups }) => [groups?.name ?? '', (groups?.comment ?? '').replaceAll(/\s*\n\s*\*?\s*/g, ' ')]),
  );
}
