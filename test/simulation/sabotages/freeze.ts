import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/freeze.ts';

/** The way into the stage. */
export const FREEZE: readonly Sabotage[] = [
  {
    rule: "others' rollbacks freeze nothing",
    changes: [{ file: 'decision/accept.ts', from: "cause.kind !== 'observed' && ", to: '' }],
    missedBy: { history: 'freeze whose note is lost while the stage is unreadable' },
  },
  {
    rule: 'a freeze is ours by its reason',
    changes: [{ file: SOURCE, from: '|| inbound.disabledReason !== freeze.reason', to: '' }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'the limit > counts it no longer where the transition was disabled by somebody else',
    },
  },
  {
    rule: 'only our freeze is lifted',
    changes: [
      {
        file: SOURCE,
        from: 'if (freeze === undefined || !isOurFreeze(freeze, inbound)) return [];',
        to: 'if (freeze === undefined) return [];',
      },
      { file: SOURCE, from: 'if (!inbound.enabled) return', to: 'if (false) return' },
    ],
    missedBy: { history: 'a verdict is noted before the freeze is lifted for it' },
  },
  {
    rule: "others' freezes stay theirs",
    changes: [{ file: SOURCE, from: 'if (!inbound.enabled) {', to: 'if (false) {' }],
    missedBy: { history: 'the pause' },
  },
  {
    rule: 'a freeze that does not show yet is not forgotten',
    changes: [{ file: SOURCE, from: 'if (isFresh) return state;', to: '' }],
    missedBy: { history: 'a rollback of another stage is not the answer' },
  },
  {
    rule: 'a freeze is remembered before it is made',
    changes: [
      { file: SOURCE, from: 'return { state: { ...state, freeze: making }, effects', to: 'return { state, effects' },
    ],
    missedBy: { history: 'rollback waits before our own freeze' },
  },
  {
    rule: 'a freeze that was for nothing is lifted',
    changes: [{ file: 'decision/end.ts', from: 'if (!isKept) return {', to: 'if (false) return {' }],
    missedBy: { history: 'one stage of an alarm fails while another acts' },
  },
];
