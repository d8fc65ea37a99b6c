import type { Sabotage } from '../sabotage.ts';

const FOLLOWING = 'decision/following.ts';
const BEHIND = 'decision/frozen-behind.ts';
const SOURCE = 'decision/freeze.ts';
const FINISH = 'decision/finish.ts';
const TELLABLE = 'decision/tellable.ts';
const END = 'decision/end.ts';
const END_AFTER_ROLLBACK = 'decision/end-after-rollback.ts';

/** The way into the stage, opened again. */
export const THAW: readonly Sabotage[] = [
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
    rule: 'a freeze that a person released is not made anew',
    changes: [
      { file: SOURCE, from: 'return state.incident?.id === freeze.incident ? state : without;', to: 'return without;' },
      { file: SOURCE, from: 'return without.incident?.id === freeze.incident\n', to: 'return false\n' },
    ],
    missedBy: {
      file: 'lambda/freeze-of-an-incident.test.ts',
      test: 'a freeze that a person released is not made anew under the same incident',
    },
  },
  {
    rule: 'a freeze that was for nothing is lifted',
    changes: [{ file: END, from: 'if (freeze.incident === id && !isKept) return {', to: 'if (false) return {' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the next release waits before the stage while the bad one deploys > the way in is opened again where nothing comes of the wait',
    },
  },
  {
    rule: 'a freeze stays where AWS refused the rollback',
    changes: [{ file: END, from: 'isRefused(incident, held), now)', to: 'false, now)' }],
    missedBy: {
      file: 'lambda/closed-transition.test.ts',
      test: 'a freeze that was lifted for a rollback which CodePipeline refuses all the same is made anew, and the message says so',
    },
  },
  {
    rule: 'a freeze until recovery stays until the recovery',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "code === 'recovered' : settings.freeze === false",
        to: 'true : settings.freeze === false',
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > a freeze until recovery is lifted with it, and stays without it',
    },
  },
  {
    rule: 'a freeze until recovery ends with it',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "code === 'recovered' : settings.freeze === false",
        to: 'false : settings.freeze === false',
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'at the end of a rollback > a freeze until recovery is lifted with it, and stays without it',
    },
  },
  {
    rule: 'a freeze that cannot be lifted is told',
    changes: [
      {
        file: FINISH,
        from: "if (freeze?.condition !== 'lifting' || answer?.kind !== 'failed') return state;",
        to: 'return state;',
      },
    ],
    missedBy: {
      file: 'lambda/told-of-the-freeze.test.ts',
      test: 'a recovery whose freeze AWS refuses to lift is told as frozen, the refusal is told, too, and the incident ends',
    },
  },
  {
    rule: 'an earlier freeze that somebody lifted is none',
    changes: [
      { file: BEHIND, from: 'const seen = withSeenTransition(state, inbound, now);', to: 'const seen = state;' },
    ],
    missedBy: {
      file: 'lambda/decision/accept.test.ts',
      test: 'once a rollback is accepted > the way in that somebody opened since an earlier incident is closed',
    },
  },
  {
    rule: 'a rollback that waits outside is let in',
    changes: [
      {
        file: FOLLOWING,
        from: "if (freeze?.condition === 'made' && keepsRollbackOut(freeze, stage, rollback)) {",
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/closed-transition.test.ts',
      test: 'a rollback that waits before our own freeze is let in, and the stage is frozen behind it',
    },
  },
  {
    rule: 'a release that AWS has not taken yet is not told',
    changes: [{ file: TELLABLE, from: "code !== 'released' || freeze?.condition !== 'lifting'", to: 'code' }],
    missedBy: {
      file: 'lambda/told-of-the-freeze.test.ts',
      test: 'a release whose answer goes wrong (error) is told once the stage is open, and not before',
    },
  },
  {
    rule: 'a release that AWS refuses is not told',
    changes: [{ file: FINISH, from: "state.promised.filter(({ code }) => code !== 'released')", to: 'state.promised' }],
    missedBy: {
      file: 'lambda/told-of-the-freeze.test.ts',
      test: 'a freeze that a person cannot release, since AWS refuses it, is not told as released',
    },
  },
  {
    rule: 'a freeze that is told as failed is not made anew at the end',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'return freezeFailed ? rest : {', to: 'return {' }],
    missedBy: {
      file: 'lambda/told-of-the-freeze.test.ts',
      test: 'a rollback whose freeze AWS refuses is not told as frozen, and the refusal is told once',
    },
  },
];
