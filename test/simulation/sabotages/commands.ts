import type { Sabotage } from '../sabotage.ts';

/** What a person may ask for. */
export const COMMANDS: readonly Sabotage[] = [
  {
    rule: 'a command does not roll back a running stage',
    changes: [
      {
        file: 'decision/plan.ts',
        from: 'if (isStageRunning(stage) && stage.occupant !== undefined) {',
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/hold.test.ts',
      test: 'each reason to hold is reached and quotes what was compared > stage-running',
    },
  },
];
