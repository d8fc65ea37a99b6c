import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/behind.ts';

/** The blamed execution in the stages behind. */
export const BEHIND: readonly Sabotage[] = [
  {
    rule: 'the blamed execution is held back behind a rollback',
    changes: [{ file: SOURCE, from: 'if (open.length === 0) return', to: 'if (true) return' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is stopped between the stages, and people are told',
    },
  },
  {
    rule: 'only a guard that says so holds back',
    changes: [
      { file: SOURCE, from: "const isHeld = incident.settings.downstream === 'hold';", to: 'const isHeld = true;' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is told, and not touched, where the guard only wants to hear of it',
    },
  },
  {
    rule: 'only behind our own rollback is anything held back',
    changes: [
      {
        file: SOURCE,
        from: "const isOurs = cause.kind === 'alarm' || (cause.kind === 'command' && !cause.undo);",
        to: 'const isOurs = true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is left alone behind the rollback of a person, who knows why',
    },
  },
  {
    rule: 'what deploys already is not stopped',
    changes: [{ file: SOURCE, from: "if (deploysNow) return { kind: 'deploys', reached };", to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is told with the stage that it reached where it deploys already',
    },
  },
  {
    rule: 'an approval behind the stage is rejected, not stopped',
    changes: [{ file: SOURCE, from: 'if (there !== undefined && approval !== undefined)', to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is rejected at an approval',
    },
  },
  {
    rule: 'it is told where the blamed execution could not be ended',
    changes: [
      { file: SOURCE, from: "return answer?.kind === 'failed' && (isLast || !answer.transient);", to: 'return false;' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is told where it could not be ended',
    },
  },
  {
    rule: 'it is told where the blamed execution was held',
    changes: [
      {
        file: SOURCE,
        from: 'const isEnded = incident.heldBack?.includes(execution) === true;',
        to: 'const isEnded = false;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is rejected at an approval',
    },
  },
  {
    rule: 'an approval that was rejected is not rejected again at once',
    changes: [{ file: SOURCE, from: "if (answer?.kind === 'done') {", to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/behind.test.ts',
      test: 'an approval that was rejected and shows late > is not rejected again at once',
    },
  },
  {
    rule: 'what was told to stop is told of, however late it shows',
    changes: [{ file: SOURCE, from: "if (found.stopping || answer?.kind === 'done') {", to: 'if (found.stopping) {' }],
    missedBy: {
      file: 'lambda/decision/behind.test.ts',
      test: 'an execution that was told to stop and shows so late > is told of with the last look',
    },
  },
];
