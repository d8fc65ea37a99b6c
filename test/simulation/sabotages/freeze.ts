import type { Sabotage } from '../sabotage.ts';

const BEHIND = 'decision/frozen-behind.ts';
const PERFORM = 'stage/perform.ts';
const SOURCE = 'decision/freeze.ts';
const TELLABLE = 'decision/tellable.ts';
const END_AFTER_ROLLBACK = 'decision/end-after-rollback.ts';

/** The way into the stage. */
export const FREEZE: readonly Sabotage[] = [
  {
    rule: 'the way in is closed behind a rollback',
    changes: [{ file: BEHIND, from: '!isFrozenBehind(rollback)', to: 'true' }],
    missedBy: { file: 'lambda/decision/accept.test.ts', test: 'once a rollback is accepted > the way in is closed' },
  },
  {
    rule: 'a rollback that is not accepted closes nothing',
    changes: [{ file: PERFORM, from: '(isAccepted ? ', to: '(true ? ' }],
    missedBy: {
      file: 'lambda/stage/perform.test.ts',
      test: 'the way in > stays open where the rollback is not accepted',
    },
  },
  {
    rule: 'an answer about a freeze belongs to the freeze with its reason',
    changes: [{ file: SOURCE, from: ' || freeze.reason !== result.reason', to: '' }],
    missedBy: {
      file: 'lambda/decision/freeze.test.ts',
      test: 'what AWS answers > to another freeze leaves this one as it is',
    },
  },
  {
    rule: "others' rollbacks freeze nothing",
    changes: [{ file: BEHIND, from: "cause.kind !== 'observed' && ", to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the blamed release behind its rollback > is left alone behind the rollback of a person, who knows why',
    },
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
    rule: 'a freeze of the incident is noted, whomever it blames',
    changes: [
      {
        file: SOURCE,
        from: 'freezeIncident(written) !== occasion.incident',
        to: 'written !== freezeReason(occasion.incident, occasion.suspect)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/freeze.test.ts',
      test: 'closing the way in > notes one that an earlier version made for the incident, and in which it blamed what waited in the stage',
    },
  },
  {
    rule: 'a freeze is ours by who made it',
    changes: [
      {
        file: SOURCE,
        from: 'return freeze.changedBy === undefined || freeze.changedBy === inbound.lastChangedBy;',
        to: 'return true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/seen-freeze.test.ts',
      test: 'a disabled transition > is not ours when a person disabled it again with our reason',
    },
  },
  {
    rule: 'a freeze that does not show yet is not forgotten',
    changes: [{ file: SOURCE, from: 'if (isFresh) return state;', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the next release waits before the stage while the bad one deploys > it enters once a person has released the freeze',
    },
  },
  {
    rule: 'a freeze whose answer was lost is in force',
    changes: [
      {
        file: SOURCE,
        from: "freeze.condition === 'making' || (freeze.condition === 'lifted' && !isFresh) ?",
        to: 'false ?',
      },
    ],
    missedBy: {
      file: 'lambda/decision/seen-freeze.test.ts',
      test: 'a transition that is seen closed with our reason > says of a freeze that is "making" at 10:23:29.999 that it is "made"',
    },
  },
  {
    rule: 'a freeze is remembered before it is made',
    changes: [
      { file: SOURCE, from: 'return { state: { ...state, freeze: making }, effects', to: 'return { state, effects' },
    ],
    missedBy: {
      file: 'lambda/decision/freeze.test.ts',
      test: 'closing the way in > promises the freeze before it is made',
    },
  },
  {
    rule: 'a freeze that was lifted for the rollback is made anew behind it',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "return freezeFailed ? rest : { ...rest, freeze: { ...freeze, condition: 'making', since: now } };",
        to: 'return state;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > a freeze that was lifted to let the rollback in is made anew',
    },
  },
  {
    rule: 'a freeze of an earlier incident that was lifted for a rollback is made anew',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'return closedAgain(state, now);', to: 'return state;' }],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > so is that of an earlier incident, which stays for a person to release',
    },
  },
  {
    rule: 'a freeze that is made anew is tried from then on',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "{ ...freeze, condition: 'making', since: now }",
        to: "{ ...freeze, condition: 'making' }",
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > it is tried for as long as any other, however long the rollback took',
    },
  },
  {
    rule: 'a freeze that is to be lifted goes with its stage',
    changes: [
      {
        file: 'decision/idle.ts',
        from: 'return { state: withoutFreeze(turn.state) };',
        to: 'return { state: turn.state };',
      },
    ],
    missedBy: {
      file: 'lambda/decision/finish.test.ts',
      test: 'a freeze that is to be lifted > is over where the stage is gone, and whoever released it is told',
    },
  },
  {
    rule: 'a freeze whose stage cannot be read is looked at ever more seldom',
    changes: [{ file: 'decision/finish.ts', from: 'Math.max(CHANGE_AGAIN_AFTER, pause)', to: 'CHANGE_AGAIN_AFTER' }],
    missedBy: {
      file: 'lambda/decision/finish.test.ts',
      test: 'a freeze that is to be lifted > is looked at again where the stage cannot be read: every five minutes at last',
    },
  },
  {
    rule: 'a freeze that cannot be made is told',
    changes: [{ file: BEHIND, from: 'if (incident.freezeFailed || ', to: 'if (true || ' }],
    missedBy: { file: 'lambda/freeze-of-an-incident.test.ts', test: 'a freeze that is refused is told' },
  },
  {
    rule: 'an earlier freeze goes on for the next incident',
    changes: [{ file: BEHIND, from: '{ ...freeze, incident }', to: 'freeze' }],
    missedBy: {
      file: 'lambda/decision/accept.test.ts',
      test: 'once a rollback is accepted > the freeze of an earlier incident goes on for this one',
    },
  },
  {
    rule: 'people are told of a freeze what AWS has answered',
    changes: [
      {
        file: TELLABLE,
        from: "if (wanted.some(({ kind }) => kind === 'freeze' || kind === 'thaw')) return [];",
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/told-of-the-freeze.test.ts',
      test: 'a rollback whose answer was lost (crash-after) is found, and told once its freeze is made, as frozen',
    },
  },
  {
    rule: 'people are told that a freeze until recovery stays where nobody looks for the recovery any more',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "if (settings.freeze !== 'until-recovered' || !isLeft) return '';",
        to: "if (true) return '';",
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > people are told that a freeze until recovery stays, where nobody looks for the recovery any more (not-recovered)',
    },
  },
  {
    rule: 'whoever waits is told whether the way in was closed',
    changes: [
      {
        file: 'decision/entry-of.ts',
        from: 'suspect: trimmed(suspect), frozen: false, ',
        to: 'suspect: trimmed(suspect), ',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an alarm while the fix waits in the stage for its approval > is told with what became of the way in: closed, or left open where the guard only looks on',
    },
  },
];
