import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Entry } from '../decision/entry.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { VERSION } from '../version.ts';
import type { Log } from './log.ts';

export const NAMESPACE = 'RollbackController';

/** Names of the metrics, shared with the dashboard and the alarms on the controller itself. */
export const METRICS = {
  rollbacks: 'Rollbacks',
  holds: 'Holds',
  waits: 'Waits',
  outcomes: 'IncidentOutcomes',
  unannounced: 'AnnouncementsFailed',
  stuck: 'StuckIncidents',
  unusable: 'UnusableInputs',
  checked: 'CheckCompleted',
  unguarded: 'UnguardedAlarms',
  secondsToRollback: 'SecondsFromAlarmToRollback',
  secondsToRecovery: 'SecondsFromAlarmToRecovery',
} as const;

/** Structured lines by Powertools, metrics by EMF in the same stream. */
export interface Observability {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function createObservability(): Observability {
  return { logger: new Logger({ persistentKeys: { version: VERSION } }), metrics: new Metrics() };
}

/** The log of one invocation; `correlationId` ties its lines to the event. */
export function logOf({ logger, metrics }: Observability): Log {
  return {
    entry: (key, entry) => {
      logger.info('decision', { decision: lineOf(key, entry) });
      count(metrics, key, entry);
    },
    unannounced: (key, entry, problem) => {
      logger.error('could not tell people', { stage: stageName(key), entry: entry.id, problem });
      metrics.addMetric(METRICS.unannounced, MetricUnit.Count, 1);
    },
    overdue: (key, incident, since) => {
      logger.warn('incident is overdue', { stage: stageName(key), incident, since: new Date(since).toISOString() });
      metrics.addMetric(METRICS.stuck, MetricUnit.Count, 1);
    },
    unusable: (input, problem, details) => {
      // First: what is nested too deeply cannot be logged.
      metrics.addMetric(METRICS.unusable, MetricUnit.Count, 1);
      logger.warn(`unusable ${input}`, { problem, details });
    },
    unguarded: (alarm) => {
      logger.debug('no guard has this alarm', { alarm });
      metrics.addMetric(METRICS.unguarded, MetricUnit.Count, 1);
    },
    checked: () => {
      metrics.addMetric(METRICS.checked, MetricUnit.Count, 1);
    },
    info: (message, details) => logger.info(message, { details }),
    warn: (message, details) => logger.warn(message, { details }),
  };
}

function lineOf(key: StageKey, entry: Entry) {
  return {
    stage: stageName(key),
    id: entry.id,
    code: entry.code,
    ...(entry.reason !== undefined && { reason: entry.reason }),
    sentence: entry.sentence,
    cause: entry.cause,
    ...(entry.incident !== undefined && { incident: entry.incident }),
    ...(entry.suspect && { suspect: entry.suspect.id }),
    ...(entry.target && { target: entry.target.id }),
    ...(entry.rollbackExecutionId !== undefined && { rollbackExecutionId: entry.rollbackExecutionId }),
  };
}

function count(metrics: Metrics, key: StageKey, entry: Entry): void {
  const one = metrics.singleMetric();
  one.addDimension('stage', stageName(key));
  const secondsSinceCause = Math.max(0, entry.at - entry.causedAt) / 1000;
  switch (entry.code) {
    case 'rollback':
      one.addMetric(METRICS.rollbacks, MetricUnit.Count, 1);
      metrics.addMetric(METRICS.secondsToRollback, MetricUnit.Seconds, secondsSinceCause);
      return;
    case 'hold':
      one.addDimension('reason', entry.reason ?? 'unknown');
      one.addMetric(METRICS.holds, MetricUnit.Count, 1);
      return;
    case 'wait':
      one.addMetric(METRICS.waits, MetricUnit.Count, 1);
      return;
    default:
      if (entry.code === 'recovered')
        metrics.addMetric(METRICS.secondsToRecovery, MetricUnit.Seconds, secondsSinceCause);
      one.addDimension('outcome', entry.code);
      one.addMetric(METRICS.outcomes, MetricUnit.Count, 1);
  }
}
