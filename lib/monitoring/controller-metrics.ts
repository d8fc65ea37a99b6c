import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { METRICS, NAMESPACE } from '../../lambda/log/observability.ts';
import type { WatchQueue } from '../controller/watch-queue.ts';

export interface MeasuredResources {
  readonly function: lambda.IFunction;
  /** Value of the dimension `service` of the function's own metrics. */
  readonly serviceName: string;
  readonly watchQueue: WatchQueue;
  readonly failedEvents: sqs.IQueue;
}

type OwnMetric = (typeof METRICS)[keyof typeof METRICS];

const PERIOD = Duration.minutes(5);

/** The metrics of one controller: AWS's about its resources, and its own (`lambda/observability.ts`). */
export class ControllerMetrics {
  readonly #resources: MeasuredResources;

  constructor(resources: MeasuredResources) {
    this.#resources = resources;
  }

  get errors(): cloudwatch.Metric {
    return this.#resources.function.metricErrors({ period: PERIOD, statistic: 'Sum', label: 'errors' });
  }

  get throttles(): cloudwatch.Metric {
    return this.#resources.function.metricThrottles({ period: PERIOD, statistic: 'Sum', label: 'throttles' });
  }

  get failedEvents(): cloudwatch.Metric {
    return depth(this.#resources.failedEvents, 'failed events');
  }

  get watchDeadLetters(): cloudwatch.Metric {
    return depth(this.#resources.watchQueue.deadLetters, 'watch dead letters');
  }

  get watches(): cloudwatch.Metric {
    return depth(this.#resources.watchQueue.queue, 'watch messages');
  }

  /** In seconds. */
  get oldestWatch(): cloudwatch.Metric {
    const { queue } = this.#resources.watchQueue;
    return queue.metricApproximateAgeOfOldestMessage({
      period: PERIOD,
      statistic: 'Maximum',
      label: 'oldest, seconds',
    });
  }

  get unannounced(): cloudwatch.Metric {
    return this.#own(METRICS.unannounced, 'Sum');
  }

  get stuck(): cloudwatch.Metric {
    return this.#own(METRICS.stuck, 'Sum');
  }

  get unusable(): cloudwatch.Metric {
    return this.#own(METRICS.unusable, 'Sum');
  }

  /** By the hour: an alarm looks back over a day only in periods of an hour or more (API:PutMetricAlarm). */
  get completedChecks(): cloudwatch.Metric {
    return this.#own(METRICS.checked, 'Sum').with({ period: Duration.hours(1) });
  }

  /** A metric of the controller as a whole. */
  #own(metricName: OwnMetric, statistic: string): cloudwatch.Metric {
    const dimensionsMap = { service: this.#resources.serviceName };
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic, period: PERIOD });
  }

  /** Seconds of a kind: one line for the median, one for the worst. */
  seconds(metricName: OwnMetric): cloudwatch.Metric[] {
    return [
      this.#own(metricName, 'p50').with({ label: 'median' }),
      this.#own(metricName, 'Maximum').with({ label: 'longest' }),
    ];
  }

  /** A metric with one line for each combination of further dimensions, whatever they are. */
  search(metricName: OwnMetric, ...dimensions: string[]): cloudwatch.MathExpression {
    const schema = ['service', 'stage', ...dimensions].join(',');
    const label = `\${PROP('Dim.stage')}${dimensions.map((name) => ` \${PROP('Dim.${name}')}`).join('')}`;
    return new cloudwatch.MathExpression({
      expression: `SEARCH('{${NAMESPACE},${schema}} MetricName="${metricName}" service="${this.#resources.serviceName}"', 'Sum', ${PERIOD.toSeconds()})`,
      label,
      period: PERIOD,
    });
  }
}

function depth(queue: sqs.IQueue, label: string): cloudwatch.Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum', label });
}
