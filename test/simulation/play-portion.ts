import fc from 'fast-check';
import type { SwitchOverrides } from '../../emulator/services/codepipeline/switches.ts';
import { type History, history } from './history.ts';
import type { Portion } from './portion.ts';
import { runHistory } from './run-history.ts';
import type { Subject } from './subject.ts';
import { Tally } from './tally.ts';

/** A history that broke an invariant, made as small as fast-check could. */
export interface Violation {
  readonly portion: Portion;
  /** How many histories of the portion were played up to the first that broke one. */
  readonly after: number;
  readonly shrunk: number;
  readonly violations: readonly string[];
  readonly history: History;
}

/** Plays the histories of a portion, one after the other, until one breaks an invariant. */
export async function playPortion(
  portion: Portion,
  subject?: Subject,
  switches: SwitchOverrides = {},
): Promise<{ readonly tally: Tally; readonly violation?: Violation }> {
  const tally = new Tally();
  const result = await fc.check(
    fc.asyncProperty(behaving(switches), async (one) => {
      const report = await runHistory(one, subject);
      // What is played while shrinking does not count.
      if (tally.of('violations') === 0) tally.add(report);
      if (report.violations.length > 0) throw new Error(report.violations.join('\n'));
    }),
    { seed: portion.seed, numRuns: portion.runs },
  );
  if (!result.failed) return { tally };
  const [shrunk] = result.counterexample ?? [];
  if (shrunk === undefined) throw result.errorInstance;
  const { violations } = await withStacks(() => runHistory(shrunk, subject));
  return {
    tally,
    violation: { portion, after: result.numRuns, shrunk: result.numShrinks, violations, history: shrunk },
  };
}

/** Histories in which the account behaves so. */
function behaving(switches: SwitchOverrides): fc.Arbitrary<History> {
  if (Object.keys(switches).length === 0) return history;
  return history.map((one) => ({
    ...one,
    setting: { ...one.setting, switches: { ...one.setting.switches, ...switches } },
  }));
}

/** Workers go without stacks, which cost a tenth of the time; here somebody will read them. */
async function withStacks<T>(run: () => Promise<T>): Promise<T> {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 20;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = before;
  }
}
