import type { Sabotage } from '../sabotage.ts';

const FOLLOWING = 'decision/following.ts';
const IDLE = 'decision/idle.ts';

/** What becomes of a rollback that is under way, and of those by others. */
export const FOLLOWED: readonly Sabotage[] = [
  {
    rule: 'a rollback that failed is not verified',
    changes: [
      {
        file: FOLLOWING,
        from: "if (status === 'Succeeded' ||",
        to: "if (status === 'Succeeded' || status === 'Failed' ||",
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/failed-rollback.test.ts',
      test: 'a rollback that failed > is told: what is live may be mixed',
    },
  },
  {
    rule: 'a rollback that failed behind what it deployed is told as live',
    changes: [{ file: FOLLOWING, from: "last.outcome === 'whole'", to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/failed-rollback.test.ts',
      test: 'a rollback that failed > at a test behind what it deployed has left its target live, and says so',
    },
  },
  {
    rule: 'a rollback that deployed nothing has changed nothing',
    changes: [{ file: FOLLOWING, from: '!tenures.some(({ by }) => by === id)', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'a rollback that ended before it deployed anything > since its approval was rejected has changed nothing, and says what is live',
    },
  },
  {
    rule: 'a rollback whose last action is not listed yet may have changed something',
    changes: [{ file: FOLLOWING, from: ' && !(isInside && hasMore(incident, turn))', to: '' }],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'a rollback that ended before it deployed anything > is not said of one whose last action is not listed yet',
    },
  },
  {
    rule: 'who closed the transition is told, and that no release opens it',
    changes: [
      {
        file: FOLLOWING,
        from: 'const isOurs = isOurFreeze(freeze, stage.inbound);',
        to: 'const isOurs = true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/let-in.test.ts',
      test: 'where somebody else disabled the transition, people are told by whom, and how it is enabled',
    },
  },
  {
    rule: 'a rollback that is stuck is told',
    changes: [{ file: FOLLOWING, from: 'if (overdueTold || !isOverdue) return state;', to: 'return state;' }],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'people are told once that a rollback takes longer than it may',
    },
  },
  {
    rule: "others' rollbacks are followed",
    changes: [
      {
        file: IDLE,
        from: 'return observeRollback({ ...turn, state: seen }, policy, situation, last);',
        to: 'return { state: seen };',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: "others' rollbacks that change nothing are only remembered",
    changes: [
      {
        file: 'decision/others-rollback.ts',
        from: 'left === undefined || isOld || isUnchanged',
        to: 'left === undefined || isOld',
      },
    ],
    missedBy: {
      file: 'lambda/rollback-by-others.test.ts',
      test: 'a rollback to what is live changes nothing: it is not followed, and an alarm that comes meanwhile is decided',
    },
  },
  {
    rule: "others' old rollbacks are only remembered",
    changes: [
      {
        file: 'decision/others-rollback.ts',
        from: 'left === undefined || isOld || isUnchanged',
        to: 'left === undefined || isUnchanged',
      },
    ],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: "a change of the stage > which is somebody else's rollback that ended before the recovery time is only remembered",
    },
  },
];
