import { planStack } from '../services/cloudformation/plan.ts';
import { type CloudWatch, createCloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import type { EventTargets } from '../services/events/delivery.ts';
import { createEventBus, type EventBus } from '../services/events/event-bus.ts';
import { forwarding } from '../services/events/forwarding.ts';
import { type Service, ServiceError } from '../services/service.ts';
import { ServiceDeliveries } from '../services/service-deliveries.ts';
import { Topics } from '../services/sns/topics.ts';
import { Queues } from '../services/sqs/queues.ts';
import type { AccountIdentity } from './account-identity.ts';
import type { Clock } from './clock.ts';
import type { DeployedRole } from './template/stack-extras.ts';

/** Another account, or another region of the same one, with what is deployed there. */
export interface SpokePlan {
  readonly identity: AccountIdentity;
  /** CloudFormation, in JSON: alarms, rules, queues and roles, without assets. */
  readonly template: string;
}

export interface SpokeOptions extends SpokePlan {
  readonly clock: Clock;
  /** The roles of all accounts, by ARN; those of the template come to them. */
  readonly roles: Map<string, DeployedRole>;
  readonly buses: () => readonly EventBus[];
}

/** Alarms and rules of another account and region, behind the same endpoint: what a spoke of the controller consists of. */
export class Spoke {
  readonly identity: AccountIdentity;
  readonly cloudWatch: CloudWatch;
  readonly eventBus: EventBus;
  readonly queues: Queues;
  readonly services: readonly Service[];

  constructor({ identity, template, clock, roles, buses }: SpokeOptions) {
    const { stack, extras } = planStack(
      { identity, queueOrigin: 'https://queues.invalid', exported: () => undefined },
      { stackName: 'rollback-spoke', templateBody: template, tags: [], capabilities: ['CAPABILITY_NAMED_IAM'] },
      { directory: () => '' },
    );
    this.identity = identity;
    this.queues = new Queues(stack.queues, clock);
    const deliveries = new ServiceDeliveries({ identity, queues: this.queues, topics: new Topics([], clock) });
    const targets: EventTargets = {
      permissionsOf: () => undefined,
      invokeFunction: unplayed,
      publishMessage: unplayed,
      sendMessage: (queueArn, body, attributes, sourceArn) =>
        deliveries.send({ service: 'events.amazonaws.com', sourceArn }, queueArn, body, attributes),
      forward: forwarding({ identity, roleOf: (arn) => roles.get(arn), buses }),
    };
    this.eventBus = createEventBus({ identity, clock, rules: stack.rules, buses: stack.buses, targets });
    this.cloudWatch = createCloudWatch({
      identity,
      clock,
      publish: (event) => this.eventBus.publish(event),
      targets: { invokeFunction: unplayed, publishMessage: unplayed },
    });
    for (const role of extras.roles) roles.set(role.arn, role);
    for (const alarm of extras.alarms) {
      void this.cloudWatch.service.operations.PutMetricAlarm?.handle(alarm, { arn: 'cloudformation' });
    }
    this.services = [this.cloudWatch.service, this.eventBus.service];
  }
}

function unplayed(): never {
  throw new ServiceError('InvalidAction', 'the local account plays no functions and topics beside the hub', 501);
}
