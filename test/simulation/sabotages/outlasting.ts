import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/on-before.ts';
const OUTLASTING = 'decision/outlasting.ts';

/** An alarm that outlasts a rollback. */
export const OUTLASTING_ALARMS: readonly Sabotage[] = [
  {
    rule: 'an alarm that outlasted a rollback blames what that brought back',
    changes: [{ file: OUTLASTING, from: 'last.by !== outlasted.rollback', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an alarm that outlasted a rollback > is not blamed on a deployment that has come since: it may be the fix',
    },
  },
  {
    rule: 'an alarm that was on before the first suspect asks for no further rollback',
    changes: [
      {
        file: OUTLASTING,
        from: 'if (alarm.since <= outlasted.since || onset.end <= outlasted.since)',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an alarm that outlasted a rollback > is not blamed where it was on before the first suspect began: no release explains it',
    },
  },
  {
    rule: 'an alarm that asked for a further rollback is what that is to turn off',
    changes: [{ file: OUTLASTING, from: 'since: outlasted.since };', to: 'since: last.beganAt };' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > one that went on under the first suspect and stays on is, and nothing has recovered as long as it is on',
    },
  },
  {
    rule: 'an alarm that was turned on by a change of it blames nobody',
    changes: [
      {
        file: SOURCE,
        from: 'if (newest.endedAt !== undefined && made > newest.endedAt && isTurnedOn)',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/no-data.test.ts',
      test: 'an alarm that was changed behind the deployment > and went on at once was turned on by that: what it was before says nothing',
    },
  },
  {
    rule: 'an alarm that was off before it was changed, or has been since, may blame',
    changes: [
      {
        file: SOURCE,
        from: 'made <= alarm.since && alarm.since - made <= EVALUATION_DELAY && !isJudged;',
        to: 'made !== 0;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/no-data.test.ts',
      test: 'an alarm that was changed behind the deployment > counts again once it has gone OK',
    },
  },
  {
    rule: 'an alarm that flapped over the first suspect asks for no further rollback',
    changes: [{ file: OUTLASTING, from: "if (before.was === 'on') {", to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > nor one that has been on for days, and flapped behind the rollback',
    },
  },
];
