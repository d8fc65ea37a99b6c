import * as z from 'zod';
import { type Operation, ServiceError } from '../../service.ts';
import type { AlarmAccount } from '../alarm-account.ts';
import { Dimensions } from '../alarm-definition.ts';
import { fromText, parseInput } from '../input.ts';

const Datum = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions: Dimensions.default([]),
  Timestamp: z.number().optional(),
  Value: fromText(z.number()).optional(),
  Values: z.array(fromText(z.number())).max(150).optional(),
  Counts: z.array(fromText(z.number())).max(150).optional(),
  StatisticValues: z.unknown().optional(),
});

const Input = z.object({
  Namespace: z.string().min(1).max(255),
  MetricData: z.array(Datum).min(1).max(1000),
});

/** PutMetricData: values of custom metrics; the alarms on them are evaluated at the next full minute. Statistic sets are refused. */
export function putMetricData(account: AlarmAccount): Operation {
  return {
    authorize: () => [{ action: 'cloudwatch:PutMetricData', resource: '*' }],
    handle: (input) => {
      const { Namespace, MetricData } = parseInput(Input, input);
      if (Namespace.startsWith('AWS/'))
        throw new ServiceError(
          'InvalidParameterValueException',
          `The value ${Namespace} for parameter Namespace is invalid: "AWS/" is reserved.`,
        );
      const puts = MetricData.flatMap((datum) =>
        samplesOf(datum, account.clock.now()).map((sample) => ({ datum, sample })),
      );
      for (const { datum, sample } of puts) {
        const metric = { namespace: Namespace, name: datum.MetricName, dimensions: datum.Dimensions };
        account.metrics.put(metric, sample);
        account.metricEvaluation.dataArrived(metric);
      }
      return {};
    },
  };
}

function samplesOf(datum: z.infer<typeof Datum>, now: number) {
  if (datum.StatisticValues !== undefined)
    throw new ServiceError(
      'InvalidParameterValueException',
      `The local account takes no StatisticValues (metric ${datum.MetricName}): send Value or Values.`,
    );
  if ((datum.Value === undefined) === (datum.Values === undefined))
    throw new ServiceError(
      'InvalidParameterCombinationException',
      `The metric ${datum.MetricName} must have either Value or Values.`,
    );
  const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
  if (datum.Counts !== undefined && datum.Counts.length !== values.length)
    throw new ServiceError(
      'InvalidParameterValueException',
      `The metric ${datum.MetricName} must have as many Counts as Values.`,
    );
  const time = datum.Timestamp === undefined ? now : datum.Timestamp * 1000;
  return values.map((value, index) => ({ time, value, count: datum.Counts?.[index] ?? 1 }));
}
