import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/reputation.ts';
const QUIET = 'decision/quiet.ts';

/** Which alarms speak against a release. */
export const TROUBLES: readonly Sabotage[] = [
  {
    rule: 'the time in which an alarm was on proves nothing, whoever heard of it',
    changes: [{ file: SOURCE, from: 'from, ...ends)', to: 'from)' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > and its event was lost: that one is no target',
    },
  },
  {
    rule: 'an alarm behind the bake time speaks against no release',
    changes: [{ file: QUIET, from: '(isBlamable ? [first] : [])', to: '(first ? [first] : [])' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > behind its bake time: that speaks against no release',
    },
  },
  {
    rule: 'the time under an alarm that was on from before proves nothing',
    changes: [{ file: QUIET, from: '[first] : []), ...since]', to: '[first] : [])]' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > from before its deployment until shortly before the next: time under an alarm proves nothing',
    },
  },
  {
    rule: 'an alarm that went off under the suspect is asked what it was before',
    changes: [{ file: QUIET, from: 'tenures.length > 1 :', to: 'false :' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > of another alarm of the guard, from before its deployment until the next had ended',
    },
  },
  {
    rule: 'an alarm that is on still speaks against what it was on under',
    changes: [{ file: QUIET, from: '[...standing, ...ended]', to: 'ended' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > of another alarm of the guard that is on still, since before its deployment',
    },
  },
  {
    rule: 'an alarm that has been on for days speaks against no release',
    changes: [{ file: 'decision/attribution.ts', from: ' && until - since <= DAY', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > of another alarm that has been on for days: that speaks against no release',
    },
  },
  {
    rule: 'every time that an alarm was on counts, not the last alone',
    changes: [{ file: QUIET, from: 'episodesOf(read.value, since)', to: 'episodesOf(read.value, since).slice(-1)' }],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > and another time under the next one: neither is a target',
    },
  },
  {
    rule: 'what was live under an alarm all the time is no target',
    changes: [
      {
        file: 'decision/eligible.ts',
        from: 'return isTroubled && provenFor(execution, question, now) === 0',
        to: 'return false',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/unheard-of.test.ts',
      test: 'an alarm was on under the release before the suspect > all the time that it was live: it is no target, even where there is no other',
    },
  },
  {
    rule: 'a release is proven only behind the window of the alarm',
    changes: [
      { file: SOURCE, from: 'return window + Math.max(PROOF_SLACK, age + EVALUATION_DELAY);', to: 'return 0;' },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'a release is proven > no sooner than an alarm tells, nor than the suspect took to show its trouble',
    },
  },
  {
    rule: 'quiet that is shorter than the trouble took to show proves nothing',
    changes: [{ file: SOURCE, from: 'Math.max(PROOF_SLACK, age + EVALUATION_DELAY)', to: 'PROOF_SLACK' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an older deployment within its bake time > is not, where it was live no longer than the newest was until it showed its trouble: the same takes as long in both',
    },
  },
  {
    rule: 'trouble in the first day of a release is remembered',
    changes: [
      {
        file: 'decision/settle.ts',
        from: 'if (troubled !== undefined) state = withRelease(state, troubled, { troubledAt: turn.now });',
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/first-day.test.ts',
      test: 'an alarm in the first night of a release > makes it no target where the one before had none',
    },
  },
  {
    rule: 'trouble behind the first day is not held against a release',
    changes: [{ file: 'decision/reputation.ts', from: 'ageAt(release, tenures, at) <= DAY ?', to: 'true ?' }],
    missedBy: {
      file: 'lambda/decision/cases/first-day.test.ts',
      test: 'an alarm in the first night of a release > is not held against one that had been live for longer than a day',
    },
  },
  {
    rule: 'the first day of a release is counted in the time that it is live',
    changes: [
      {
        file: SOURCE,
        from: 'return timeLive(own, tenures, from, time);',
        to: 'return time - Math.max(from, Math.min(...own.map(({ beganAt }) => beganAt)));',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/first-day.test.ts',
      test: 'an alarm in the first night of a release > is held against one that was deployed long before, and brought back: its first day is the time that it is live',
    },
  },
  {
    rule: 'a whole day without an alarm makes up for one',
    changes: [{ file: SOURCE, from: 'return ageAt(release, tenures, before, troubledAt) <= DAY;', to: 'return true;' }],
    missedBy: {
      file: 'lambda/decision/cases/first-day.test.ts',
      test: 'an alarm in the first night of a release > is made up for by a day without one',
    },
  },
  {
    rule: 'where two releases in a row had trouble at other hours, the alarm is restless',
    changes: [
      {
        file: 'decision/target.ts',
        from: 'if (troubled !== undefined && !isSameHour(troubled.at, at)) break;',
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'a release that had trouble in its first day > is taken where the next had some at another hour: rather the alarm is restless',
    },
  },
  {
    rule: 'trouble at the same hour of the day came to both',
    changes: [
      {
        file: 'decision/target.ts',
        from: 'if (troubled !== undefined && !isSameHour(troubled.at, at)) break;',
        to: 'if (troubled !== undefined) break;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'a release that had trouble in its first day > is passed over with the next that had some at the same hour of the day: it came to both',
    },
  },
  {
    rule: 'trouble of a release is that of its twin',
    changes: [
      {
        file: SOURCE,
        from: 'return isSame(execution, release, reputation) && provenFor(release, reputation, before) <= DAY;',
        to: 'return false;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/target.test.ts',
      test: 'a release that had trouble in its first day > is passed over with its twin, unless that was live for a whole day',
    },
  },
];
