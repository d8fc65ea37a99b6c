import type { Simulation } from './crew.ts';

/** What is said of a simulation at its end, and the exit code: 1 where an invariant was broken. */
export interface Verdict {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

export function verdictOn({ violation }: Simulation): Verdict {
  if (violation === undefined) return { lines: ['0 violations'], exitCode: 0 };
  const { portion, after, shrunk, violations, history } = violation;
  return {
    lines: [
      `violation in history ${after} of the portion with seed ${portion.seed}; to find and shrink it again:`,
      `  npm run simulate -- --runs ${portion.runs} --seed=${portion.seed} --workers 1`,
      `shrunk ${shrunk} times; save it, and follow it call by call with --history FILE:`,
      ...violations,
      JSON.stringify(history),
    ],
    exitCode: 1,
  };
}
