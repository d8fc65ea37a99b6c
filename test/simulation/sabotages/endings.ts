import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/waiting.ts';
const STILL = 'decision/still-waiting.ts';

/** What is ended for a rollback that waits (a deployment stopped, an approval rejected), and what is told where it comes to nothing. */
export const ENDINGS: readonly Sabotage[] = [
  {
    rule: 'people are told once of an incident that comes to nothing',
    changes: [{ file: 'decision/end.ts', from: 'toldTogether(after, announced, live)', to: 'after' }],
    missedBy: {
      file: 'lambda/decision/cases/comes-to-nothing.test.ts',
      test: 'an incident that comes to nothing > is told of once, with the reason, what becomes of the freeze and what to do',
    },
  },
  {
    rule: 'what people were told of an alarm since the end of a deployment is not told of at that again',
    changes: [{ file: 'decision/idle.ts', from: '(toldOf(state, arn)?.at ?? 0) < endedAt', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/cases/comes-to-nothing.test.ts',
      test: 'an alarm that was on before a deployment > and waited for its end is not told of at that once more',
    },
  },
  {
    rule: 'an alarm that was on before a deployment, and not told of since its end, is told of then',
    changes: [{ file: 'decision/idle.ts', from: '(toldOf(state, arn)?.at ?? 0) < endedAt', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/comes-to-nothing.test.ts',
      test: 'an alarm that was on before a deployment > is told of at its end, where another that is on as well was not told of',
    },
  },
  {
    rule: 'nothing is ended for a rollback that somebody has paused meanwhile',
    changes: [{ file: 'decision/still-waiting.ts', from: ' && !mayBePaused(turn)', to: '' }],
    missedBy: {
      file: 'lambda/decision/still-waiting.test.ts',
      test: 'nothing is stopped where somebody has paused everything since',
    },
  },
  {
    rule: 'the transition is closed before the deployment is stopped',
    changes: [
      {
        file: SOURCE,
        from: 'if (frozen.effects.length > 0 && !isRefused) return',
        to: 'if (false) return',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an alarm while the fix waits in the stage for its approval > closes the way in before: the next release must not enter the stage that the rejection sets free',
    },
  },
  {
    rule: 'a transition that could not be closed is tried again before the next deployment is stopped',
    changes: [{ file: SOURCE, from: ' && !isPending(turn, frozen.effects)', to: '' }],
    missedBy: {
      file: 'lambda/decision/waiting.test.ts',
      test: 'a freeze that AWS refused before is tried first, and the deployment is stopped where it is refused again',
    },
  },
  {
    rule: 'what has ended already is neither waited for nor stopped',
    changes: [
      {
        file: SOURCE,
        from: 'if (ending === undefined || stage.occupant?.executionId !== occupant || !isRunning(stage.occupant)) return [];',
        to: 'if (ending === undefined || stage.occupant === undefined) return [];',
      },
      {
        file: STILL,
        from: 'return stage.occupant?.executionId === occupant && isRunning(stage.occupant);',
        to: 'return stage.occupant?.executionId === occupant;',
      },
    ],
    missedBy: {
      file: 'lambda/stopped-for-nothing.test.ts',
      test: 'the alarm is OK before the deployment has stopped: the stage is open again, and people are told (freeze: true)',
    },
  },
  {
    rule: 'only a guard that says so stops what deploys',
    changes: [
      {
        file: SOURCE,
        from: "const wants = policy.whileDeploying === 'stop' && policy.mode === 'enforce' && isEndable(wait);",
        to: 'const wants = isEndable(wait);',
      },
    ],
    missedBy: {
      file: 'lambda/decision/waiting.test.ts',
      test: 'a deployment that is waited for goes on where the guard waits, or only looks on',
    },
  },
  {
    rule: 'a rollback is waited for, never stopped',
    changes: [
      {
        file: SOURCE,
        from: "return waitsFor === 'deployment' || waitsFor === 'approval';",
        to: "return waitsFor !== 'other-stage';",
      },
    ],
    missedBy: {
      file: 'lambda/decision/waiting.test.ts',
      test: 'a rollback that is waited for is never stopped, and no other stage is',
    },
  },
  {
    rule: 'an approval is rejected, not stopped',
    changes: [
      { file: SOURCE, from: 'if (approval !== undefined && !(ending', to: 'if (false && !(ending' },
      { file: SOURCE, from: 'if (approval !== undefined || ending.done', to: 'if (ending.done' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an alarm while the fix waits in the stage for its approval > rejects it and rolls back what is live, where the guard stops what is in its way',
    },
  },
  {
    rule: 'an approval that is asked for again is rejected again',
    changes: [
      { file: SOURCE, from: "ending.kind === 'reject' && isRecent", to: "ending.kind === 'reject' && ending.done" },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an approval that was rejected > and is asked for again, by a retry say, is rejected again: nothing else ends the wait',
    },
  },
  {
    rule: 'a deployment is never abandoned',
    changes: [{ file: 'aws/pipeline-changes.ts', from: 'abandon: false', to: 'abandon: true' }],
    missedBy: {
      file: 'contracts/pipelines.test.ts',
      test: 'changes of pipelines through the SDK > stops an execution; a second stop, or one too late, is done already',
    },
  },
];
