import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { GuardProps } from './guard-props.ts';
import { GUARD_TYPE, type GuardProvider, guardProperties, guardResource } from './guard-resource.ts';
import { type GuardedAlarm, guardedAlarm } from './guarded-alarm.ts';
import { type GuardedStage, guardedStage } from './guarded-stage.ts';
import { pipelineProblems } from './pipeline-problems.ts';

/** A guard: a resource of its stack that the controller's function keeps in its table. */
export class Guard extends Construct {
  readonly stage: GuardedStage;
  readonly alarms: readonly GuardedAlarm[];
  /** What may come later, such as an alarm that is not there yet, in one text; empty where there is nothing. Known at deployment. */
  readonly warnings: string;

  constructor(scope: Construct, id: string, guard: GuardProps, provider: GuardProvider) {
    super(scope, id);
    const stack = Stack.of(this);
    this.stage = guardedStage(stack, guard.pipeline, guard.stage);
    this.alarms = guard.alarms.map((alarm) => guardedAlarm(stack, alarm));
    const resource = guardResource(this, 'Resource', GUARD_TYPE, guardProperties(guard), provider);
    this.warnings = resource.getAttString('Warnings');
    // Stages are added to a pipeline until the synth.
    this.node.addValidation({ validate: () => pipelineProblems(guard) });
  }
}
