import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/attribution.ts';
const ONSET = 'decision/onset.ts';

/** When the trouble began that an alarm tells of. */
export const ONSETS: readonly Sabotage[] = [
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
    rule: 'what masked a composite is no trouble: it began before that went off',
    changes: [{ file: ONSET, from: 'if (triggers.length > 0 && arns.length === 0) return', to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/cases/masked.test.ts',
      test: 'a composite that was masked until after a deployment > blames nothing on that deployment where the trouble under the mask is from before it',
    },
  },
  {
    rule: 'a child that left ALARM is told from one that went on',
    changes: [{ file: ONSET, from: "return value === 'ALARM';", to: 'return true;' }],
    missedBy: {
      file: 'lambda/decision/cases/masked.test.ts',
      test: 'a composite that was masked until after a deployment > nor where that is named beside what masked it',
    },
  },
  {
    rule: 'what triggered a composite is told with its state',
    changes: [{ file: 'intake/alarm-grounds.ts', from: 'const value = state?.value;', to: 'const value = undefined;' }],
    missedBy: {
      file: 'lambda/alarm-grounds.test.ts',
      test: 'the grounds of a state > are the alarms that triggered a composite, and when each changed to what',
    },
  },
  {
    rule: 'where a masked composite asks for all of several, its trouble began with the last',
    changes: [{ file: 'decision/alarm-rule.ts', from: "rule.kind === 'all' ? -1 : 0", to: '0' }],
    missedBy: {
      file: 'lambda/decision/onset.test.ts',
      test: 'the onset of a composite alarm > that was masked, and went on as that went off > is the first where the rule asks for any of several, the last where it asks for all',
    },
  },
  {
    rule: 'a masked composite of which nothing can be seen in ALARM tells no onset',
    changes: [
      {
        file: ONSET,
        from: 'if (begun === undefined) {',
        to: 'if (begun === undefined) return fromChange(alarm);\n  if (begun === undefined) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/masked.test.ts',
      test: 'a composite that was masked until after a deployment > is held where nothing tells what it is on for: when the trouble began is not known',
    },
  },
  {
    rule: 'an alarm that a rule negates is none that turns it on',
    changes: [{ file: 'aws/alarm-rule.ts', from: "(negated ? 'OK' : 'ALARM')", to: "'ALARM'" }],
    missedBy: {
      file: 'lambda/aws/alarm-rule.test.ts',
      test: 'the rule of a composite alarm > ALARM(a) AND NOT ALARM(deploying) names none that has to be off',
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
