import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/restless.ts';
const CASES = 'lambda/decision/cases/restless.test.ts';
const UNIT = 'lambda/decision/restless.test.ts';
const AGAIN = 'an alarm that goes on again and again';

/** An alarm that goes on again and again, whatever is deployed. */
export const RESTLESS: readonly Sabotage[] = [
  {
    rule: 'an alarm that went on again and again before a deployment tells nothing of that',
    changes: [
      { file: 'decision/on-before.ts', from: 'if (restless !== undefined) return predates(restless);', to: '' },
    ],
    missedBy: {
      file: CASES,
      test: `${AGAIN} > every 14 minutes tells nothing of a release that was deployed in between`,
    },
  },
  {
    rule: 'an alarm that is restless stays so under the next release',
    changes: [{ file: SOURCE, from: ' restless.again ?? at ', to: ' at ' }],
    missedBy: {
      file: CASES,
      test: `${AGAIN} > every 14 minutes tells nothing of a release that was deployed in between`,
    },
  },
  {
    rule: 'an alarm that went on twice only under a release is no restless one',
    changes: [{ file: SOURCE, from: 'again >= begun || ', to: '' }],
    missedBy: {
      file: UNIT,
      test: 'an alarm is restless at a deployment only where it had gone on twice before that began',
    },
  },
  {
    rule: 'an alarm that has been quiet for long since is restless no more',
    changes: [{ file: SOURCE, from: ' || at - last.to > RESTLESS_WITHIN', to: '' }],
    missedBy: { file: CASES, test: `${AGAIN} > is believed where it had been quiet for long: before, or in between` },
  },
  {
    rule: 'an alarm that goes on now and then is no restless one',
    changes: [{ file: SOURCE, from: ' || at - before.to > RESTLESS_WITHIN', to: '' }],
    missedBy: { file: CASES, test: `${AGAIN} > is believed where it had been quiet for long: before, or in between` },
  },
  {
    rule: 'what an alarm told of a release that was blamed is no restlessness',
    changes: [{ file: SOURCE, from: 'if (!UNBLAMED.includes(reason)) return undefined;', to: '' }],
    missedBy: { file: CASES, test: `${AGAIN} > is believed where what it told of before was blamed on a release` },
  },
  {
    rule: 'a time that is decided again is none more',
    changes: [{ file: SOURCE, from: 'if (before !== undefined && at <= before.to) return before.restless;', to: '' }],
    missedBy: {
      file: UNIT,
      test: 'the times that an alarm went on and blamed nobody > are no more where one of them is decided again',
    },
  },
  {
    rule: 'an alarm is not restless across a rollback',
    changes: [
      {
        file: SOURCE,
        from: 'if (tenures.some(({ isRollback, beganAt }) => isRollback && beganAt > from)) return undefined;',
        to: '',
      },
    ],
    missedBy: { file: CASES, test: `${AGAIN} > is believed where a rollback lies between` },
  },
];
