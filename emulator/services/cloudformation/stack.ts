import type { EpochMillis } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedStack } from '../../account/template/deployed-stack.ts';
import type { StackContents } from './provisioning.ts';

/** Statuses that the local account gives to stacks (API:Stack). */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export interface StackTag {
  readonly Key: string;
  readonly Value: string;
}

export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly time: EpochMillis;
}

/** What CreateStack or UpdateStack was asked for, read. */
export interface PlannedStack extends StackContents {
  readonly stackName: string;
  /** Names of exports of other stacks that it uses. */
  readonly imports: ReadonlySet<string>;
  /** Type, logical id and physical name of every resource that has a name. */
  readonly resources: readonly Pick<StackEvent, 'logicalId' | 'physicalId' | 'type'>[];
  /** Physical names of the resources that DeleteStack leaves (`DeletionPolicy: Retain`). */
  readonly retained: ReadonlySet<string>;
}

/** A stack of the account, with everything that happened to it. */
export class Stack {
  readonly id: string;
  /** The version that it has, or is to get. */
  plan: PlannedStack;
  readonly tags: readonly StackTag[];
  readonly createdAt: EpochMillis;
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  #status: StackStatus = 'CREATE_IN_PROGRESS';
  #reason: string | undefined;

  constructor(plan: PlannedStack, tags: readonly StackTag[], createdAt: EpochMillis) {
    this.id = plan.stack.stackId;
    this.plan = plan;
    this.tags = tags;
    this.createdAt = createdAt;
    this.become('CREATE_IN_PROGRESS', createdAt, 'User Initiated');
  }

  get name(): string {
    return this.plan.stackName;
  }

  get status(): StackStatus {
    return this.#status;
  }

  become(status: StackStatus, time: EpochMillis, reason?: string): void {
    this.#status = status;
    this.#reason = reason;
    const event = { logicalId: this.name, physicalId: this.id, type: 'AWS::CloudFormation::Stack', status, time };
    this.events.push({ ...event, ...(reason !== undefined && { reason }) });
  }

  /** Notes that every resource has come or gone. */
  resourcesBecome(status: string, time: EpochMillis): void {
    for (const { logicalId, physicalId, type } of this.plan.resources) {
      this.events.push({ logicalId, physicalId, type, status, time });
    }
  }

  /** API:Stack */
  describe(): JsonObject {
    const isUp = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(this.#status);
    return {
      StackId: this.id,
      StackName: this.name,
      CreationTime: this.createdAt / 1000,
      StackStatus: this.#status,
      ...(this.#reason !== undefined && { StackStatusReason: this.#reason }),
      Tags: this.tags,
      Outputs: isUp ? outputList(this.plan.stack.outputs) : [],
    };
  }

  /** API:StackEvent, newest first. */
  describeEvents(): JsonObject[] {
    return this.events
      .map(({ logicalId, physicalId, type, status, reason, time }, index) => ({
        StackId: this.id,
        EventId: String(index),
        StackName: this.name,
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: status,
        ...(reason !== undefined && { ResourceStatusReason: reason }),
        Timestamp: time / 1000,
      }))
      .reverse();
  }
}

/** API:Output */
export function outputList(outputs: DeployedStack['outputs']) {
  return Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
}
