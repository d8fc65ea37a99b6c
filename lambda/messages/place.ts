import type { Location } from '../decision/alarm-arn.ts';
import type { Environment } from '../environment.ts';

/** Where the controller runs, as far as links and commands in messages depend on it. */
export interface Place extends Location {
  readonly functionName: string;
  readonly logGroupName: string;
  /** URL of the runbook. */
  readonly runbook: string;
  /** Absent where the stack has no dashboard. */
  readonly dashboardName?: string;
}

/** Partition, region and account are those of the topic: `arn:PARTITION:sns:REGION:ACCOUNT:NAME`. */
export function placeOf(environment: Environment): Place {
  const [, partition = '', , region = '', account = ''] = environment.TOPIC_ARN.split(':');
  const { DASHBOARD_NAME: dashboardName } = environment;
  return {
    partition,
    region,
    account,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    runbook: environment.RUNBOOK,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    ...(dashboardName !== undefined && { dashboardName }),
  };
}
