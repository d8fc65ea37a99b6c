import type { Sabotage } from '../sabotage.ts';

const VERIFYING = 'decision/verifying.ts';
const END_AFTER_ROLLBACK = 'decision/end-after-rollback.ts';
const IDLE = 'decision/idle.ts';

/** How a rollback ends, and when the stage counts as healthy. */
export const VERIFICATION: readonly Sabotage[] = [
  {
    rule: 'unknown is not OK',
    changes: [
      { file: 'decision/alarm.ts', from: "unknown.length > 0 ? 'unknown'", to: "unknown.length > 99 ? 'unknown'" },
    ],
    missedBy: {
      file: 'lambda/decision/alarm.test.ts',
      test: 'the health of several alarms > is unknown if one does not exist',
    },
  },
  {
    rule: 'a deployment that overtakes a rollback ends its incident',
    changes: [{ file: VERIFYING, from: 'if (overtaken !== undefined) {', to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/cases/known-bad.test.ts',
      test: 'every commit runs twice > nor where the suspect itself runs a third time',
    },
  },
  {
    rule: 'alarms have their time to recover',
    changes: [{ file: VERIFYING, from: 'if (now < deadline) return undefined;', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: 'what was on before the suspect counts for no recovery',
    changes: [{ file: VERIFYING, from: "value === 'ALARM' && since <= plan.since", to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > an alarm that has been on for days is none, and the end says so',
    },
  },
  {
    rule: "behind a person's rollback an alarm may still come",
    changes: [
      {
        file: VERIFYING,
        from: "const isSure = cause.kind === 'alarm' || sawAlarm || now >= deadline;",
        to: 'const isSure = true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: 'an alarm that outlasted a rollback asks for a further one',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'if (further.length === 0) return', to: 'return' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > one that went on under the first suspect and stays on is',
    },
  },
  {
    rule: 'a rollback that failed is not verified',
    changes: [
      {
        file: 'decision/following.ts',
        from: "if (status === 'Succeeded') {",
        to: "if (status === 'Succeeded' || status === 'Failed') {",
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a rollback that failed > is told: what is live may be mixed',
    },
  },
  {
    rule: "others' rollbacks are followed",
    changes: [
      {
        file: IDLE,
        from: ': observeRollback({ ...turn, state: seen }, policy, situation, last);',
        to: ': { state: seen };',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: 'a healthy deployment arms the stage again',
    changes: [{ file: IDLE, from: "if (isThere && health?.health === 'ok') return", to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm without data when healthy: never OK > an alarm that is OK when healthy asks nobody: the stage is armed again by itself',
    },
  },
  {
    rule: 'people are told that nothing shows whether it is healthy',
    changes: [
      {
        file: IDLE,
        from: 'if (unknown.length === 0 || probation.silenceTold) return { state: rest };',
        to: 'return { state: rest };',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm without data when healthy: never OK > people are told once that nothing shows whether it is healthy, with the command that says so',
    },
  },
  {
    rule: 'a recovered rollback is noted',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "verdict.code === 'recovered' ? withRecovered(thawed, incident) : thawed",
        to: 'thawed',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/known-bad.test.ts',
      test: 'the live commit is released once more, and this time it is bad > the good twin stays a target for a later release',
    },
  },
];
