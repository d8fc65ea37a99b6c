import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/baking.ts';
const TESTS = 'lambda/decision/cases/alarms-elsewhere.test.ts';

/** Alarms of other accounts and regions while a release bakes. */
export const BAKING: readonly Sabotage[] = [
  {
    rule: 'an alarm elsewhere whose event never comes is looked at while the release bakes',
    changes: [
      {
        file: SOURCE,
        from: 'if (baking === undefined || now < baking.lookAt) return { causes: [], state };',
        to: 'if (baking === undefined || now < baking.until) return { causes: [], state };',
      },
    ],
    missedBy: {
      file: TESTS,
      test: 'an alarm elsewhere whose event never comes > is rolled back for within little more than a minute',
    },
  },
  {
    rule: 'only alarms elsewhere are looked at: the events of those beside the controller are not forwarded',
    changes: [{ file: SOURCE, from: 'place !== undefined && !isSameLocation(place, home)', to: 'place !== undefined' }],
    missedBy: {
      file: TESTS,
      test: 'an alarm elsewhere whose event never comes > is not looked at beside the controller, where events are not forwarded',
    },
  },
  {
    rule: 'the looks end with the bake time',
    changes: [
      { file: SOURCE, from: 'return now >= baking.until ? withoutBaking(state)', to: 'return now < 0 ? state' },
    ],
    missedBy: {
      file: TESTS,
      test: 'an alarm elsewhere whose event never comes > is not looked at once the bake time is over',
    },
  },
  {
    rule: 'the event of an alarm elsewhere is waited for a moment before the alarm is decided about without it',
    changes: [{ file: SOURCE, from: 'now - since >= FORWARDED_WITHIN', to: 'now >= since' }],
    missedBy: { file: TESTS, test: 'an event is waited for a moment, since only it tells of a mute' },
  },
];
