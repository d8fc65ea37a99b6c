import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import type { GuardProps } from './guard-props.ts';

/** The resource of one guard, and that of a list of them. */
export const GUARD_TYPE = 'Custom::RollbackGuard';
export const BATCH_TYPE = 'Custom::RollbackGuards';

/** A retry of the function after a crash, a minute later, has its time; a stack does not wait for an hour. */
const ANSWERS_WITHIN = Duration.minutes(2);

/** The controller, as those who declare guards need it. */
export interface GuardProvider {
  /** ARN of the function. */
  readonly serviceToken: string;
  /** What a guard needs to be there before it and after it; empty where another stack has it. */
  readonly needs: readonly IDependable[];
}

/** What the function is told of one guard: names and ARNs as they are written, and only what differs from the defaults. */
export type GuardProperties = { readonly [field: string]: unknown };

export function guardProperties({ pipeline, stage, alarms, unlessAlarms, ...settings }: GuardProps): GuardProperties {
  const alarmsOf = (list: GuardProps['alarms']) =>
    list.map((alarm) => (typeof alarm === 'string' ? alarm : alarm.alarmArn));
  return {
    pipeline: typeof pipeline === 'string' ? pipeline : pipeline.pipelineName,
    stage: typeof stage === 'string' ? stage : stage.stageName,
    alarms: alarmsOf(alarms),
    ...(unlessAlarms !== undefined && unlessAlarms.length > 0 && { unlessAlarms: alarmsOf(unlessAlarms) }),
    ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  };
}

/** A resource that the function makes, changes and removes; a stack with it cannot lose the function first. */
export function guardResource(
  scope: Construct,
  id: string,
  resourceType: typeof GUARD_TYPE | typeof BATCH_TYPE,
  properties: GuardProperties,
  { serviceToken, needs }: GuardProvider,
): CustomResource {
  const resource = new CustomResource(scope, id, {
    serviceToken,
    resourceType,
    serviceTimeout: ANSWERS_WITHIN,
    properties,
  });
  if (needs.length > 0) resource.node.addDependency(...needs);
  return resource;
}
