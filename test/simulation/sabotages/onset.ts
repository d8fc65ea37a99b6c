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
