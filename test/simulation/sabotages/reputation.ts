import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/reputation.ts';

/** Which releases are proven, or known bad. */
export const REPUTATION: readonly Sabotage[] = [
  {
    rule: 'badness spreads to the twins of the bad one',
    changes: [
      { file: SOURCE, from: 'if (!isSame(execution, bad.execution, reputation)) return false;', to: 'return false;' },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'badness > spreads to an execution that carries the same release',
    },
  },
  {
    rule: 'badness does not spread to a twin that was proven before',
    changes: [
      {
        file: SOURCE,
        from: 'return !isProven(execution, reputation, began ?? bad.execution.startedAt);',
        to: 'return true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'badness > does not spread to a twin that was proven before the bad one began',
    },
  },
  {
    rule: 'what a person has forgiven is not bad',
    changes: [{ file: SOURCE, from: '?.forgivenAt ?? 0) < since', to: '?.forgivenAt ?? 0) < Infinity' }],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'known bad is > not what a person has forgiven since',
    },
  },
  {
    rule: "what others' rollbacks left is known bad",
    changes: [
      {
        file: SOURCE,
        from: 'const seen = tenures.filter(({ isRollback }) => isRollback)',
        to: 'const seen = tenures.filter(() => false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'known bad is > what was live before it, too, where the one that was left never got through',
    },
  },
  {
    rule: 'who goes forward again blames nothing',
    changes: [
      { file: SOURCE, from: '.filter(({ release }) => release.startedAt > rollback.release.startedAt)', to: '' },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'known bad is > nothing where a person goes forward again',
    },
  },
  {
    rule: 'the time before a release was blamed proves nothing',
    changes: [
      {
        file: SOURCE,
        from: 'const from = Math.max(memory?.blamedAt ?? 0, memory?.badSince ?? 0);',
        to: 'const from = 0;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'a release is proven > not by the time before it was blamed',
    },
  },
  {
    rule: 'half a deployment proves nothing',
    changes: [
      {
        file: SOURCE,
        from: "const whole = own.filter(({ outcome }) => outcome === 'whole');",
        to: 'const whole = own;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'a release is proven > not by a deployment that ended half-way',
    },
  },
  {
    rule: 'what went on again under a release that may have been the fix is remembered of it',
    changes: [
      { file: 'decision/on-before.ts', from: ', ...youngAt(newest.release, situation.tenures, onset.at) }', to: ' }' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm that flaps > and goes on again under the fix is remembered of it: the next day there is a better target',
    },
  },
  {
    rule: 'a twin that was live for a whole day has proven itself',
    changes: [
      {
        file: SOURCE,
        from: 'return isSame(execution, release, reputation) && provenFor(release, reputation, before) <= DAY;',
        to: 'return isSame(execution, release, reputation);',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'a release that had trouble in its first day > is passed over with its twin, unless that was live for a whole day',
    },
  },
  {
    rule: 'blame is remembered',
    changes: [
      {
        file: 'decision/settle.ts',
        from: 'for (const execution of blamed) state = withRelease(state, execution, { blamedAt: turn.now });',
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'a release that is blamed has to prove itself again, although nothing was done about it',
    },
  },
];
