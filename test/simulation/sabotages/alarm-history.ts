import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/on-before.ts';
const ALARM_HISTORY = 'decision/alarm-history.ts';

/** What an alarm was before, by what is known of its changes. */
export const ALARM_HISTORIES: readonly Sabotage[] = [
  {
    rule: 'what an alarm was when each attempt began',
    changes: [
      {
        file: SOURCE,
        from: "if (known.was === 'on') return predates(",
        to: 'if (false) return predates(',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution-by-history.test.ts',
      test: 'an alarm with a history > that was on when the first attempt of the deployment began predates it, too',
    },
  },
  {
    rule: 'a short gap of data is not "off"',
    changes: [{ file: ALARM_HISTORY, from: 'end - gap.at >= bakeMinutes * MINUTE', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/alarm-history.test.ts',
      test: 'no data is not off > in a gap shorter than the bake time the state before the gap counts',
    },
  },
  {
    rule: 'contradictory transitions tell nothing',
    changes: [{ file: ALARM_HISTORY, from: 'known.length === 1 ? known[0] : undefined', to: 'known[0]' }],
    missedBy: {
      file: 'lambda/decision/alarm-history.test.ts',
      test: 'an alarm at a moment > is unknown where one is missing in between',
    },
  },
  {
    rule: 'an alarm that was never OK proves nothing',
    changes: [
      {
        file: SOURCE,
        from: "if (isNew && otherSince?.value !== 'OK' && !wasOkSince(transitions, made))",
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution-by-history.test.ts',
      test: 'an alarm that was made after the deployment began > proves nothing if it was never OK since',
    },
  },
  {
    rule: 'a moment of OK is no end of trouble',
    changes: [{ file: SOURCE, from: 'first - flap.until < calm', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm that flaps > was on before the fix, though it was OK for a moment when that began',
    },
  },
  {
    rule: 'an alarm that a rollback had ended does not flap',
    changes: [{ file: SOURCE, from: ' && liveAt(situation.tenures, flap.from) === under', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm that flaps > is another story once a rollback had ended it: the next release is let in with the recovery, and may be bad as well',
    },
  },
  {
    rule: 'an alarm of which nothing is known from before is unclear',
    changes: [{ file: SOURCE, from: "if (known.was === 'unknown' && !isNew)", to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/attribution-by-history.test.ts',
      test: 'an alarm with a history > that tells the times but not the states is unknown, which is neither good nor bad',
    },
  },
];
