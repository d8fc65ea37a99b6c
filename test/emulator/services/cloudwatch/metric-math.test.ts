import { describe, expect, test } from 'vitest';
import { parseMetricMath } from '../../../../emulator/services/cloudwatch/metric-math.ts';

const values = new Map([
  ['m1', 12],
  ['m2', 4],
  ['zero', 0],
]);
const compute = (text: string) => parseMetricMath(text)?.((id) => values.get(id));

describe('metric math', () => {
  test.each([
    ['m1', 12],
    ['m1+m2*2', 20],
    ['(m1 + m2) * 2', 32],
    ['100 * m1 / m2', 300],
    ['m1 - m2 - 1.5', 6.5],
    ['FILL(gone, 7) + m1', 19],
    ['FILL(m2, 7)', 4],
  ])('%s is %s', (text, expected) => {
    expect(compute(text)).toBe(expected);
  });

  test.each(['m1 / zero', 'm1 + gone'])('%s gives no data point', (text) => {
    expect(compute(text)).toBeUndefined();
    expect(parseMetricMath(text)).toBeDefined();
  });

  test.each([
    'SUM(METRICS())',
    'ANOMALY_DETECTION_BAND(m1, 2)',
    'm1 +',
    '(m1',
    'm1 m2',
    'FILL(m1)',
    'SELECT AVG(x) FROM "y"',
    '',
  ])('%s is not computed here', (text) => {
    expect(parseMetricMath(text)).toBeUndefined();
  });
});
