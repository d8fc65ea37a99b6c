import * as fc from 'fast-check';
import type { Entry } from '../../../lambda/decision/entry.ts';
import { hold } from '../../../lambda/decision/hold.ts';
import { anEntry, ENTRY_CODES } from '../../support/builders/entries.ts';
import { BAD } from '../../support/builders/executions.ts';

/** Text as others may write it: any characters, half pairs too, or very long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '&', '`', '*', '\n', '@', 'é', '\u202e', '\ud83d', '😀', 'x') }),
  fc.constantFrom('ü\n'.repeat(80), '<&'.repeat(40_000), '😀'.repeat(1_000)),
);

/** A name that CodePipeline takes, or another of its length. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9.@\-_]{1,100}$/),
  anyText.map((text) => text.slice(0, 100)),
);

const REASONS = Object.values(hold).map(({ code }) => code);

/** Entries of every code whose texts are anything. */
export const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    code: fc.constantFrom(...ENTRY_CODES),
    reason: fc.constantFrom(...REASONS),
    sentence: anyText,
    cause: anyText,
    alarm: anyText.map((text) => text.slice(0, 255)),
    alarmReason: anyText,
    summary: anyText,
    frozen: fc.boolean(),
  })
  .map(({ code, reason, summary, ...but }) =>
    anEntry({
      ...but,
      code,
      ...(code === 'hold' && { reason }),
      suspect: { ...BAD, revisions: Array.from({ length: 60 }, () => ({ action: 'Source', id: summary, summary })) },
    }),
  );
