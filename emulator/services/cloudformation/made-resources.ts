import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedCustomResource } from '../../account/template/custom-resources.ts';
import type { DeployedStack } from '../../account/template/deployed-stack.ts';
import type { CustomResourceAnswer, CustomResourceRequest, CustomResources } from './custom-resources.ts';

/** A custom resource that is there. */
interface Made {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: JsonObject;
  /** What `Fn::GetAtt` returns of it. */
  readonly data: JsonObject;
}

/** Undoes one change; what it cannot undo is left. */
type Undo = () => Promise<unknown>;

/**
 * The custom resources of one stack. They are made after, and deleted before, whatever else the stack has; a new physical id is a replacement:
 * the new one is there before the old one goes.
 */
export class MadeResources {
  readonly #service: CustomResources;
  readonly #made = new Map<string, Made>();

  constructor(service: CustomResources) {
    this.#service = service;
  }

  /**
   * Makes and changes what the version of the stack has, each after those it depends on. Throws when one fails, with everything undone.
   * Answers what is left to be done once the rest of the stack is there: deleting those that are replaced or gone.
   */
  async bringTo(stack: DeployedStack): Promise<() => Promise<void>> {
    const undo: Undo[] = [];
    const replaced: Made[] = [];
    const done = new Map<string, Promise<void>>();
    const make = (resource: DeployedCustomResource): Promise<void> => {
      const known = done.get(resource.logicalId);
      if (known !== undefined) return known;
      const before = stack.customResources.filter(({ logicalId }) => resource.after.includes(logicalId));
      const making = Promise.all(before.map(make)).then(() => this.#make(stack, resource, undo, replaced));
      done.set(resource.logicalId, making);
      return making;
    };
    const settled = await Promise.allSettled(stack.customResources.map(make));
    const failure = settled.find((one) => one.status === 'rejected');
    if (failure !== undefined) {
      for (const step of undo.toReversed()) await step();
      throw failure.reason;
    }
    const names = stack.customResources.map(({ logicalId }) => logicalId);
    const gone = [...this.#made.values()].filter(({ logicalId }) => !names.includes(logicalId));
    return async () => {
      for (const made of [...replaced, ...gone]) await this.#delete(stack.stackId, made);
      for (const { logicalId } of gone) this.#made.delete(logicalId);
    };
  }

  /** Deletes them all, the last one first. Throws when one cannot be. */
  async remove({ stackId }: DeployedStack): Promise<void> {
    for (const made of [...this.#made.values()].toReversed()) {
      const { Status, Reason } = await this.#delete(stackId, made);
      if (Status === 'FAILED') throw new Error(`${made.logicalId}: ${Reason}`);
      this.#made.delete(made.logicalId);
    }
  }

  async #make(stack: DeployedStack, resource: DeployedCustomResource, undo: Undo[], replaced: Made[]): Promise<void> {
    const { logicalId, type } = resource;
    const before = this.#made.get(logicalId);
    const properties = resource.properties();
    if (before !== undefined && isDeepStrictEqual(before.properties, properties)) {
      stack.answers.set(logicalId, before);
      return;
    }
    const answer = await this.#ask(stack.stackId, { logicalId, type, properties }, before);
    const made: Made = { logicalId, type, properties, physicalId: answer.PhysicalResourceId, data: answer.Data };
    undo.push(async () => {
      if (before === undefined) {
        this.#made.delete(logicalId);
        return this.#delete(stack.stackId, made);
      }
      const back = await this.#ask(stack.stackId, before, made);
      this.#made.set(logicalId, { ...before, physicalId: back.PhysicalResourceId });
      return back.PhysicalResourceId === made.physicalId ? undefined : this.#delete(stack.stackId, made);
    });
    if (answer.Status === 'FAILED')
      throw new Error(
        `${logicalId}: Received response status [FAILED] from custom resource. Message returned: ${answer.Reason}`,
      );
    this.#made.set(logicalId, made);
    stack.answers.set(logicalId, made);
    if (before !== undefined && before.physicalId !== made.physicalId) replaced.push(before);
  }

  #ask(
    StackId: string,
    { logicalId, type, properties }: Pick<Made, 'logicalId' | 'type' | 'properties'>,
    before: Made | undefined,
  ): Promise<CustomResourceAnswer> {
    const of = { StackId, LogicalResourceId: logicalId, ResourceType: type, ResourceProperties: properties };
    if (before === undefined) return this.#service.request({ RequestType: 'Create', ...of });
    return this.#service.request({
      RequestType: 'Update',
      ...of,
      OldResourceProperties: before.properties,
      PhysicalResourceId: before.physicalId,
    });
  }

  #delete(StackId: string, { logicalId, type, properties, physicalId }: Made): Promise<CustomResourceAnswer> {
    const request: CustomResourceRequest = {
      RequestType: 'Delete',
      StackId,
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceProperties: properties,
      PhysicalResourceId: physicalId,
    };
    return this.#service.request(request);
  }
}
