import type { Sabotage } from '../sabotage.ts';

const SETTLE = 'decision/settle.ts';
const FRESH = 'decision/fresh.ts';

/** That each event is decided once. */
export const DECIDED_ONCE: readonly Sabotage[] = [
  {
    rule: 'an event that is older than what is remembered of decisions is looked up in the records',
    changes: [{ file: FRESH, from: 'return at <= since || mayBeCovered', to: 'return mayBeCovered' }],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > is looked up where it is older than what is remembered of decisions',
    },
  },
  {
    rule: 'an event that came with others of its alarm is looked up in the records',
    changes: [{ file: FRESH, from: 'mayBeCovered || isShared;', to: 'mayBeCovered;' }],
    missedBy: { history: 'an event that was covered without the lock comes again beside a later one' },
  },
  {
    rule: 'an event is decided once',
    changes: [
      { file: FRESH, from: 'if (!isKnown(state, cause) && !isDecided(state, facts, cause, came))', to: 'if (true)' },
    ],
    missedBy: { file: 'lambda/decision/fresh.test.ts', test: 'an event > is decided where its record is written' },
  },
  {
    rule: 'an event whose record is written is decided',
    changes: [{ file: FRESH, from: 'return recorded;', to: 'return false;' }],
    missedBy: { file: 'lambda/decision/fresh.test.ts', test: 'an event > is decided where its record is written' },
  },
  {
    rule: 'an older event that is decided late does not stand in for newer ones',
    changes: [
      { file: 'decision/remembered.ts', from: 'const isLate = before !== undefined &&', to: 'const isLate = false &&' },
    ],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > is decided also where an older one was decided after it',
    },
  },
  {
    rule: 'an event of the times that were decided is decided',
    changes: [
      {
        file: FRESH,
        from: 'return state.decided.some(({ alarm, from, to }) => alarm === event.alarm && at >= from && at <= to);',
        to: 'return false;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > is decided where the last decision was about its time',
    },
  },
  {
    rule: 'an event that waits in an incident is not decided anew',
    changes: [
      {
        file: FRESH,
        from: 'return incident.causes.some((cause) => {',
        to: 'return false && incident.causes.some((cause) => {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > is not decided anew while it waits in an incident',
    },
  },
  {
    rule: 'an event that an incident covered is decided',
    changes: [
      { file: FRESH, from: 'const mayBeCovered = covered !== undefined &&', to: 'const mayBeCovered = false &&' },
    ],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > is looked up where an incident may have covered it, although it came after the last decision',
    },
  },
  {
    rule: 'what cannot be read for a moment is read again',
    changes: [
      { file: SETTLE, from: 'mayBeReadAgain({ ...turn, state }, cause, decided, reopened)) {', to: 'false) {' },
    ],
    missedBy: {
      file: 'lambda/decision/settle.test.ts',
      test: 'an alarm that cannot be read > for a moment is read again',
    },
  },
  {
    rule: 'what cannot be read is told after a while',
    changes: [
      {
        file: 'decision/postponed.ts',
        from: 'now - unreadSince(state, cause, reopened, now) < DOUBTED_FOR',
        to: 'true',
      },
    ],
    missedBy: {
      file: 'lambda/decision/settle.test.ts',
      test: 'an alarm that cannot be read > for five minutes is told',
    },
  },
];
