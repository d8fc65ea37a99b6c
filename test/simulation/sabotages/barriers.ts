import type { Sabotage } from '../sabotage.ts';

const BARRIER = 'decision/barrier.ts';

/** Which release is a barrier. */
export const BARRIERS: readonly Sabotage[] = [
  {
    rule: 'a barrier is not rolled back behind',
    changes: [{ file: 'decision/aim.ts', from: 'if (barred !== undefined) return barred;', to: '' }],
    missedBy: { file: 'lambda/decision/plan.test.ts', test: 'a command > goes behind a barrier only where it says so' },
  },
  {
    rule: 'a barrier between suspect and target is not rolled back behind',
    changes: [
      {
        file: BARRIER,
        from: '.filter(({ startedAt }) => startedAt > target.startedAt && startedAt <= suspect.startedAt)',
        to: '.filter(() => false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/barrier.test.ts',
      test: 'a release must not be rolled back behind > where it lies between target and suspect',
    },
  },
  {
    rule: 'a mark that the target carries, too, is no barrier',
    changes: [{ file: BARRIER, from: 'revision.noRollback && !isKept(revision)', to: 'revision.noRollback' }],
    missedBy: {
      file: 'lambda/decision/barrier.test.ts',
      test: 'a release may be rolled back behind > where another of its sources carries the mark, and the target has that revision, too',
    },
  },
  {
    rule: 'a release whose variables cannot be read may be a barrier',
    changes: [
      {
        file: BARRIER,
        from: 'return `its variables could not be read',
        to: 'return undefined && `its variables could not be read',
      },
    ],
    missedBy: {
      file: 'lambda/decision/barrier.test.ts',
      test: 'a release must not be rolled back behind > where its variables must not be read',
    },
  },
];
