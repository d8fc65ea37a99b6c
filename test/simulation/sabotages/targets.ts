import type { Sabotage } from '../sabotage.ts';

const TARGET = 'decision/target.ts';

/** What is gone back to. */
export const TARGETS: readonly Sabotage[] = [
  {
    rule: 'the newest target is taken',
    changes: [
      {
        file: 'decision/eligible.ts',
        from: 'other.startedAt - one.startedAt ||',
        to: 'one.startedAt - other.startedAt ||',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'the target > is the newest in whatever order AWS lists them',
    },
  },
  {
    rule: 'a rollback is no target',
    changes: [{ file: 'decision/eligible.ts', from: "if (execution.type === 'ROLLBACK')", to: 'if (false)' }],
    missedBy: { file: 'lambda/decision/target.test.ts', test: 'the target > is no ROLLBACK' },
  },
  {
    rule: 'what CodePipeline refused is no target',
    changes: [{ file: 'decision/eligible.ts', from: 'if (refused.includes(execution.id))', to: 'if (false)' }],
    missedBy: { file: 'lambda/decision/target.test.ts', test: 'the target > is not one that CodePipeline has refused' },
  },
  {
    rule: 'a suspect is no target',
    changes: [
      { file: 'decision/eligible.ts', from: 'if (suspects.some(({ id }) => id === execution.id))', to: 'if (false)' },
    ],
    missedBy: {
      file: 'lambda/decision/no-target.test.ts',
      test: 'without a target the hold says why > only suspects remain',
    },
  },
  {
    rule: 'a target is older than every suspect',
    changes: [
      {
        file: 'decision/eligible.ts',
        from: 'if (execution.startedAt >= first.startedAt)',
        to: 'if (execution.startedAt >= suspect.startedAt)',
      },
    ],
    missedBy: { file: 'lambda/decision/target.test.ts', test: 'the target > is not between two suspects' },
  },
  {
    rule: 'a target is older than the suspect',
    changes: [{ file: 'decision/eligible.ts', from: 'if (execution.startedAt >= first.startedAt)', to: 'if (false)' }],
    missedBy: { file: 'lambda/decision/target.test.ts', test: 'the target > is not as new as the suspect' },
  },
  {
    rule: 'a known bad execution is no target',
    changes: [{ file: 'decision/eligible.ts', from: 'if (bad !== undefined) {', to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/no-target.test.ts',
      test: 'without a target the hold says why > each candidate has its own obstacle',
    },
  },
  {
    rule: 'an unproven twin of a suspect is no target',
    changes: [
      {
        file: 'decision/eligible.ts',
        from: 'if (twin !== undefined && began !== undefined && !isProven(execution, question, began))',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'the twin of the suspect > is none where it was not, although nothing else is left',
    },
  },
  {
    rule: 'a proven twin of a suspect is a target',
    changes: [{ file: 'decision/eligible.ts', from: '&& !isProven(execution, question, began))', to: ')' }],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'the twin of the suspect > is a target where it was proven before: only its build differs',
    },
  },
  {
    rule: 'a proven target comes before a newer one',
    changes: [{ file: TARGET, from: 'if (isProven(execution, question, now)) {', to: 'if (true) {' }],
    missedBy: {
      file: 'lambda/decision/no-target.test.ts',
      test: 'without a target the hold says why > what remains was blamed before',
    },
  },
  {
    rule: 'what was blamed is no target until it is proven',
    changes: [
      {
        file: 'decision/eligible.ts',
        from: "if (memoryOf(state, execution.id)?.blamedAt !== undefined) return '",
        to: "if (false) return '",
      },
    ],
    missedBy: {
      file: 'lambda/decision/no-target.test.ts',
      test: 'without a target the hold says why > what remains was blamed before',
    },
  },
  {
    rule: 'what an older rollback may have left is no target',
    changes: [
      { file: 'decision/eligible.ts', from: 'return doubtful(question).has(execution.id)', to: 'return false' },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'what an older rollback may have left, whose actions are no longer listed, is no target',
    },
  },
  {
    rule: 'in a long pipeline further pages of actions are read',
    changes: [{ file: 'decision/tenures.ts', from: 'if (deployments.length < 2) readOn(', to: 'if (false) readOn(' }],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what is in a stage cannot be said > before further pages are read, where the actions of other stages fill the first',
    },
  },
  {
    rule: 'further pages are read before a target is given up',
    changes: [
      { file: 'decision/asking.ts', from: 'if (!complete && items.length < FAR_ENOUGH) throw', to: 'if (false) throw' },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'the target > is looked for on further pages before it is given up',
    },
  },
  {
    rule: 'a list without order is read to its end',
    changes: [
      { file: TARGET, from: 'if (question.named === undefined && !isNewestFirst(items)) furtherPages();', to: '' },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'the target > is looked for on every page where the pages do not come newest first, since a newer one may follow',
    },
  },
  {
    rule: 'a target succeeded in the stage',
    changes: [{ file: 'aws/pipelines.ts', from: "...(which === 'succeeded-in-stage' && {", to: '...(false && {' }],
    missedBy: {
      file: 'contracts/pipelines.test.ts',
      test: 'pipelines through the SDK > lists only what succeeded in the stage, if asked so',
    },
  },
];
