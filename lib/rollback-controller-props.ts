import type { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { MaxRollbacks } from './controller/max-rollbacks.ts';

export interface RollbackControllerProps {
  /** How long one invocation of the function may take. Default 30 seconds. */
  readonly timeout?: Duration;
  /** How long a claim on a stage is valid; at least 5 seconds longer than `timeout`. Default 40 seconds. */
  readonly lease?: Duration;
  /** Of the function, in MB: its share of a processor grows with it (1,769 MB are one). Default 1024, by measurement (docs/performance.md). */
  readonly memorySize?: number;
  /** Default three months. */
  readonly logRetention?: RetentionDays;
  /**
   * The most incidents that may roll back automatically across all guards in a time: that many releases are not bad at once. Beyond it nothing
   * is rolled back but by hand. Default 5 in 10 minutes; `false` for no limit.
   */
  readonly maxRollbacks?: MaxRollbacks | false;
  /** How long decision records are kept, in whole days. Default 365 days. */
  readonly decisionRetention?: Duration;
  /** E-mail addresses that are told about rollbacks, failures and the holds a person should know of. */
  readonly notifyEmails?: readonly string[];
  /** A CloudWatch dashboard of the guarded alarms, the decisions and the controller itself. Default true. */
  readonly dashboard?: boolean;
  /** Saved test events in the Test tab of the function, about the first guard. Default true. */
  readonly testEvents?: boolean;
  /** URL of the runbook, for messages, the alarms on the controller itself and the dashboard. Default: the one in the repository of this library. */
  readonly runbook?: string;
  /** What the keys of the stack's outputs begin with that name what the runbook needs. Default: the id of the construct. */
  readonly outputPrefix?: string;
}
