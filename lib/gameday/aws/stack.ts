import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { type Day, TAG } from '../day.ts';
import { type Pace, until } from '../pace.ts';
import { outcomeOf } from './refusal.ts';

/** The longest that a stack may take to come or go. */
const PATIENCE = { withinSeconds: 30 * 60, everySeconds: 5 };

export interface Progress {
  readonly status: string;
  /** Resources that are there, or gone. */
  readonly done: number;
}

/** The stack of a game day. */
export class SandboxInAws {
  readonly #client: CloudFormationClient;
  readonly #name: string;

  constructor(client: CloudFormationClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Makes it from the template in the bucket, and answers its outputs. Throws with what went wrong. */
  async create(day: Day, templateUrl: string, pace: Pace, onProgress: (progress: Progress) => void) {
    await this.#client.send(
      new CreateStackCommand({
        StackName: this.#name,
        TemplateURL: templateUrl,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        // What went wrong can be read then; the day takes the stack down itself.
        OnFailure: 'DO_NOTHING',
        Tags: [{ Key: TAG, Value: day.name }],
      }),
    );
    const ended = await until(pace, { what: `stack ${this.#name}`, ...PATIENCE }, async () => {
      const stack = await this.#describe();
      const status = stack?.StackStatus ?? '';
      if (status !== 'CREATE_IN_PROGRESS') return stack;
      onProgress({ status, done: await this.#count('CREATE_COMPLETE') });
      return undefined;
    });
    if (ended.StackStatus !== 'CREATE_COMPLETE') {
      throw new Error(`the stack was not made (${ended.StackStatus}): ${(await this.#failures()).join('; ')}`);
    }
    return new Map((ended.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  }

  /** Deletes it and waits until it is gone; one that is not there is fine. What is gone is found by its id only. */
  async delete(pace: Pace, onProgress: (progress: Progress) => void): Promise<void> {
    const id = (await this.#describe())?.StackId;
    if (id === undefined) return;
    await this.#client.send(new DeleteStackCommand({ StackName: id }));
    const ended = await until(pace, { what: `deletion of stack ${this.#name}`, ...PATIENCE }, async () => {
      const stack = await this.#describe(id);
      const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
      if (status === 'DELETE_COMPLETE' || status === 'DELETE_FAILED') return status;
      onProgress({ status, done: await this.#count('DELETE_COMPLETE', id) });
      return undefined;
    });
    if (ended === 'DELETE_FAILED') {
      throw new Error(`stack ${this.#name} could not be deleted: ${(await this.#failures(id)).join('; ')}`);
    }
  }

  async #describe(name = this.#name): Promise<Stack | undefined> {
    const found = await outcomeOf(this.#client.send(new DescribeStacksCommand({ StackName: name })));
    if (found.ok) return found.value.Stacks?.[0];
    // CloudFormation has no error of its own for a stack that does not exist.
    if (found.error === 'ValidationError') return undefined;
    throw new Error(`stack ${name} cannot be read: ${found.error}`);
  }

  async #count(status: string, name = this.#name): Promise<number> {
    return (await this.#events(name)).filter(({ ResourceStatus }) => ResourceStatus === status).length;
  }

  async #failures(name = this.#name): Promise<readonly string[]> {
    return (await this.#events(name))
      .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
      .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
  }

  async #events(name: string) {
    const { StackEvents = [] } = await this.#client.send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents;
  }
}

/** Names of the stacks that game days left in the region, by their tag. */
export async function leftStacks(client: CloudFormationClient): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, Tags = [] } of Stacks) {
      if (StackName !== undefined && Tags.some(({ Key, Value }) => Key === TAG && Value === StackName))
        names.push(StackName);
    }
  }
  return names;
}
