import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/attribution.ts';
const FIX = 'decision/fix.ts';
const IN_THE_WAY = 'decision/in-the-way.ts';

/** What an alarm is blamed on. */
export const ATTRIBUTION: readonly Sabotage[] = [
  {
    rule: 'a deployment that began after the onset is acquitted',
    changes: [{ file: SOURCE, from: 'return beganAt < onset.end;', to: 'return true;' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an alarm that came on with the deployment > predates it if it came on in the very millisecond that the deployment began',
    },
  },
  {
    rule: 'trouble of what a rollback replaced is not its own',
    changes: [
      { file: SOURCE, from: 'if (isRollback) return endedAt !== undefined && endedAt <= onset.earliest;', to: '' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > and the controller came after that: since it looks back so far, where no datapoints can be read the alarm may be that of what was replaced',
    },
  },
  {
    rule: 'a rollback that failed brought nothing back',
    changes: [{ file: SOURCE, from: '!bringsBack(tenure, tenures) && ', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/failed-rollback.test.ts',
      test: 'a rollback that failed > brought nothing back, ours: the next alarm is told of what it was to leave, which is live all the same',
    },
  },
  {
    rule: 'trouble that came late comes as late again: no deployment that begins by then is to blame',
    changes: [{ file: SOURCE, from: ' || isOfBefore(tenure, reputation, onset)', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/first-day.test.ts',
      test: 'trouble that came late, and comes as late in the next release, is not blamed on the fix that is being deployed by then',
    },
  },
  {
    rule: 'trouble that comes much sooner is not that of before',
    changes: [{ file: FIX, from: 'if (onset.at - endedAt < age - onset.window - PROOF_SLACK) return false;', to: '' }],
    missedBy: {
      file: 'lambda/decision/fix.test.ts',
      test: 'trouble that began while a release was being deployed is that of one before it > where what is live under it has been so for as long as that one took to show it, to ten minutes and the window of the alarm',
    },
  },
  {
    rule: 'trouble of before that a release has outlived is mended',
    changes: [
      {
        file: FIX,
        from: 'return !hasProven(troubledAt, { ...reputation, proofTime: age + EVALUATION_DELAY }, onset.at);',
        to: 'return true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/fix.test.ts',
      test: 'trouble that began while a release was being deployed is that of one before it > not where a release has been live for longer since: then it is mended',
    },
  },
  {
    rule: 'what a rollback brought back unproven is a suspect as well',
    changes: [{ file: SOURCE, from: '(tenure === under && isUnprovenTarget(tenure, reputation, onset))', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'what a rollback brought back, live when the trouble began under the deployment of the next release > is a suspect, too, where it had not been quiet for longer than what it replaced took to show its trouble',
    },
  },
  {
    rule: 'what a rollback brought back proven is no suspect',
    changes: [
      {
        file: SOURCE,
        from: 'return at - (endedAt ?? at) <= proofTime && !isProven(release, { ...reputation, proofTime }, beganAt);',
        to: 'return true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'what a rollback brought back, live when the trouble began under the deployment of the next release > is none where it had been quiet for longer, before that or since',
    },
  },
  {
    rule: 'the bake time',
    changes: [{ file: SOURCE, from: 'isLate && !isAgain', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'the bake time > is quoted with a number that can be compared with it',
    },
  },
  {
    rule: 'an alarm that was on before the deployment blames nobody',
    changes: [
      { file: SOURCE, from: 'const early = onBefore(question, newest, onset);', to: 'const early = undefined;' },
    ],
    missedBy: {
      file: 'lambda/decision/attribution-by-history.test.ts',
      test: 'what the event does not tell is read in the history of the alarm > where it is the release of a suppressed ALARM',
    },
  },
  {
    rule: 'an older suspect is cleared once it is proven',
    changes: [{ file: SOURCE, from: 'const cleared = before.find(', to: 'const cleared = [].find(' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an older deployment within its bake time > is cleared once it was live for longer than an alarm takes',
    },
  },
  {
    rule: 'what was live when the trouble began is not cleared',
    changes: [{ file: SOURCE, from: 'tenure.release.id !== under?.release.id && isProven(', to: 'isProven(' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an older deployment within its bake time > is not, where the trouble began while the newest was being deployed: it was live then',
    },
  },
  {
    rule: 'what was live before a retry is live under it',
    changes: [
      { file: SOURCE, from: 'replacedBy(firstAttempt(newest, tenures), tenures)', to: 'replacedBy(newest, tenures)' },
    ],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an older deployment within its bake time > is not, either, where that was a retry: it was live under both attempts',
    },
  },
  {
    rule: 'people know of the trouble since the first alarm that is on',
    changes: [{ file: SOURCE, from: ', ...othersOn(policy, facts, newest)', to: '' }],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: 'a deployment that came after the one that is blamed > may be the fix, too, where another alarm of the guard was on before it',
    },
  },
  {
    rule: 'what was started since a rollback may be the fix',
    changes: [
      { file: FIX, from: 'if (hasProven(since, reputation, before)) return undefined;', to: 'return undefined;' },
    ],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: 'a deployment that came after the one that is blamed > may be the fix, too, where people have known of the trouble since a rollback',
    },
  },
  {
    rule: 'a release that has proven good ends the trouble that people knew of',
    changes: [{ file: FIX, from: 'if (hasProven(since, reputation, before)) return undefined;', to: '' }],
    missedBy: {
      file: 'lambda/decision/fix.test.ts',
      test: 'a release behind another one, both deployed since a rollback, may be the fix > not once a release has proven good since',
    },
  },
  {
    rule: 'a rollback that brought the suspect back changed nothing',
    changes: [{ file: IN_THE_WAY, from: ': isOwn && replacedBy', to: ': false && replacedBy' }],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: "a rollback by the pipeline's own rule that brought back the suspect itself > is waited for, and changes nothing: what is blamed is live",
    },
  },
  {
    rule: 'a retry by the stage itself is no fix',
    changes: [{ file: IN_THE_WAY, from: 'stage.isRetriedByItself === true', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/fix-under-way.test.ts',
      test: 'the blamed execution is tried again after the alarm was on > by the stage itself: nobody decided on it, it is no fix',
    },
  },
  {
    rule: 'nothing is stopped for a rollback that would not be made then',
    changes: [{ file: IN_THE_WAY, from: 'if (left !== undefined) return left;', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/fix-under-way.test.ts',
      test: 'a deployment that began after the alarm was on, and runs > is not stopped for a rollback that would not be made then, also where the guard stops what is in its way',
    },
  },
  {
    rule: 'trouble from before a rollback is not that of what was deployed over it',
    changes: [{ file: IN_THE_WAY, from: 'whyOfReplaced(alarm, last, blame, tenures) ??', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > and the fix is live by now: by its datapoints the alarm belongs to what that rollback replaced, and the fix stays',
    },
  },
  {
    rule: 'what a rollback brings back has no bake time of its own',
    changes: [
      { file: SOURCE, from: 'newest.isRollback ? liveInAll(newest.release, known, onset.at) : after', to: 'after' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > long before: trouble under what was good for days before is not blamed on that, since the rollback brought nothing new',
    },
  },
  {
    rule: 'what a rollback brings back was live before it is listed',
    changes: [{ file: 'decision/reputation.ts', from: 'first?.isRollback ? assumedTime', to: 'false ? assumedTime' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'the onset > under what a rollback brought back counts since it was started, where its own deployment is not listed any more',
    },
  },
  {
    rule: 'an unproven release before the newest is a suspect as well',
    changes: [
      {
        file: SOURCE,
        from: '[newest, ...older].map(',
        to: '[newest].map(',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an older deployment within its bake time > is a suspect, too, as long as it is not proven',
    },
  },
];
