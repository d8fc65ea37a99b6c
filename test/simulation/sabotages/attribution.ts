import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/attribution.ts';
const ALARM_HISTORY = 'decision/alarm-history.ts';
const ONSET = 'decision/onset.ts';
const OUTLASTING = 'decision/outlasting.ts';
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
    changes: [{ file: SOURCE, from: "if (isRollback && outcome === 'half') return false;", to: '' }],
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
    changes: [{ file: SOURCE, from: 'if (after > bakeMinutes * MINUTE)', to: 'if (false)' }],
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
    rule: 'what an alarm was when each attempt began',
    changes: [{ file: SOURCE, from: "if (known.was === 'on') return predates(", to: 'if (false) return predates(' }],
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
    changes: [
      { file: IN_THE_WAY, from: 'const isUnchanged = last.by === occupant &&', to: 'const isUnchanged = false &&' },
    ],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: "a rollback by the pipeline's own rule that brought back the suspect itself > is waited for, and changes nothing: what is blamed is live",
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
  {
    rule: 'an alarm that outlasted a rollback blames what that brought back',
    changes: [{ file: OUTLASTING, from: 'last.by !== outlasted.rollback', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an alarm that outlasted a rollback > is not blamed on a deployment that has come since: it may be the fix',
    },
  },
  {
    rule: 'an alarm that was on before the first suspect asks for no further rollback',
    changes: [
      {
        file: OUTLASTING,
        from: 'if (alarm.since <= outlasted.since || onset.end <= outlasted.since)',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/attribution.test.ts',
      test: 'an alarm that outlasted a rollback > is not blamed where it was on before the first suspect began: no release explains it',
    },
  },
  {
    rule: 'an alarm that asked for a further rollback is what that is to turn off',
    changes: [{ file: OUTLASTING, from: 'since: outlasted.since };', to: 'since: last.beganAt };' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > one that went on under the first suspect and stays on is, and nothing has recovered as long as it is on',
    },
  },
  {
    rule: 'an alarm that was turned on by a change of it blames nobody',
    changes: [
      {
        file: SOURCE,
        from: 'if (newest.endedAt !== undefined && made > newest.endedAt && isTurnedOn)',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/no-data.test.ts',
      test: 'an alarm that was changed behind the deployment > and went on at once was turned on by that: what it was before says nothing',
    },
  },
  {
    rule: 'an alarm that was off before it was changed, or has been since, may blame',
    changes: [
      {
        file: SOURCE,
        from: 'made <= alarm.since && alarm.since - made <= EVALUATION_DELAY && !isJudged;',
        to: 'made !== 0;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/no-data.test.ts',
      test: 'an alarm that was changed behind the deployment > counts again once it has gone OK',
    },
  },
  {
    rule: 'an alarm that flapped over the first suspect asks for no further rollback',
    changes: [{ file: OUTLASTING, from: "if (before.was === 'on') {", to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > nor one that has been on for days, and flapped behind the rollback',
    },
  },
  {
    rule: 'the onset is before the change of state',
    changes: [
      {
        file: ONSET,
        from: 'fromDatapoints(alarm, grounds) ?? fromChange(alarm);',
        to: 'fromChange(alarm);',
      },
    ],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a metric alarm > is told by the event where CloudWatch shows no datapoints',
    },
  },
  {
    rule: 'the onset is the M-th newest breaching datapoint',
    changes: [{ file: ONSET, from: 'breaching[Math.min(needed, breaching.length) - 1]', to: 'breaching.at(-1)' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a metric alarm > is told by the datapoints in any order',
    },
  },
  {
    rule: 'only breaching datapoints count',
    changes: [
      {
        file: ONSET,
        from: '...told.filter((datapoint) => isBreaching(datapoint, evaluation?.comparison, threshold))',
        to: '...told',
      },
    ],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a metric alarm > is the change of state where how it compares is not known, and the sentence says so',
    },
  },
  {
    rule: 'a gap may be where the trouble began, where missing data breaches',
    changes: [{ file: ONSET, from: '...missing(alarm, told, period),', to: '' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a metric alarm > counts the gaps of its window where missing data breaches: the trouble may have begun with them',
    },
  },
  {
    rule: 'the onset of a composite is that of its children',
    changes: [{ file: ONSET, from: 'depth < DEEPEST ? triggering(grounds) : []', to: '[]' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a composite alarm > is the first of the children that triggered it, with the longest of their windows',
    },
  },
  {
    rule: 'a child that recovered is not what keeps its composite on',
    changes: [{ file: ONSET, from: 'takenOver(children, own);', to: 'own;' }],
    missedBy: { history: 'a child that recovered leaves the composite on for another' },
  },
  {
    rule: 'a composite that no listed child keeps on began by itself where one of them is gone',
    changes: [{ file: ONSET, from: 'children.length < arns.length ? own : ', to: '' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a composite alarm > is its own change of state where a child that went off turned it on, or is gone',
    },
  },
  {
    rule: 'a child that has been on for long triggered nothing',
    changes: [{ file: ONSET, from: '.filter(({ at = 0 }) => at >= last - TOGETHER)', to: '' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a composite alarm > is not that of a child that has been on for hours',
    },
  },
  {
    rule: 'without datapoints the onset may lie in the whole window',
    changes: [{ file: ONSET, from: 'earliest: since - window - EVALUATION_DELAY', to: 'earliest: since' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > and the controller came after that: since it looks back so far, where no datapoints can be read the alarm may be that of what was replaced',
    },
  },
  {
    rule: 'without datapoints what must have been live as the trouble began is a suspect, too',
    changes: [{ file: SOURCE, from: ' || onset.latest <= newest.beganAt', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/onset.test.ts',
      test: 'an alarm of which no datapoints can be read > takes what was live until then for a suspect, too, where what is live was deployed too late for so many periods',
    },
  },
  {
    rule: 'the event of the change tells what that was decided on',
    changes: [{ file: ONSET, from: '[told, alarm.grounds].find(', to: '[alarm.grounds, told].find(' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a metric alarm > is told by the event of the change, where CloudWatch shows what it has seen since',
    },
  },
];
