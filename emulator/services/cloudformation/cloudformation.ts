import * as z from 'zod';
import type { Clock } from '../../account/clock.ts';
import type { DeployedStack } from '../../account/template/deployed-stack.ts';
import { StoredAssets } from '../../account/template/stored-assets.ts';
import { type Caller, type Operation, type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import type { Deployments } from './deployments.ts';
import { planStack, type TemplateSource, templateAt } from './plan.ts';
import { outputList, type PlannedStack, Stack } from './stack.ts';

export interface CloudFormationOptions extends Omit<TemplateSource, 'exported'> {
  readonly clock: Clock;
  readonly deployments: Deployments;
}

/** How long it takes until a stack has come, changed or gone, besides what its custom resources take. */
const CREATION_MILLIS = 30_000;
const DELETION_MILLIS = 20_000;

const UpdateStack = z.object({
  StackName: z.string().regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/),
  TemplateURL: z.string().optional(),
  TemplateBody: z.string().max(51_200).optional(),
  Capabilities: z.array(z.string()).default([]),
});
const CreateStack = UpdateStack.extend({
  OnFailure: z.enum(['DO_NOTHING', 'ROLLBACK', 'DELETE']).default('ROLLBACK'),
  Tags: z
    .array(z.object({ Key: z.string(), Value: z.string() }))
    .max(50)
    .default([]),
});
const OneStack = z.object({ StackName: z.string() });
const AnyStack = z.object({ StackName: z.string().optional() });

/** AWS CloudFormation, in the query protocol: stacks that come, change and go. `README.md` says what it leaves out. */
export function createCloudFormation(options: CloudFormationOptions): Service {
  const { clock, deployments, buckets, identity } = options;
  /** By id, oldest first; stacks that are gone stay readable by id (API:DescribeStacks). */
  const stacks: Stack[] = [];
  const living = () => stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const startedAt = clock.now();
  /** Those that were there from the start. */
  const present = () => deployments.all.filter(({ stackId }) => !stacks.some(({ id }) => id === stackId));
  const find = (name: string) =>
    living().find((stack) => stack.name === name || stack.id === name) ?? stacks.findLast(({ id }) => id === name);
  const existing = (name: string): Stack => {
    const stack = find(name);
    if (stack !== undefined) return stack;
    throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
  };
  const operation = (name: string, handle: Operation['handle']): Operation => ({
    authorize: (input) => [
      {
        action: `cloudformation:${name}`,
        resource: `arn:aws:cloudformation:${identity.region}:${identity.accountId}:stack/${stringMember(input, 'StackName') || '*'}/*`,
      },
    ],
    handle,
  });
  /** Reads a template; the code of its functions is there until `remove`. */
  const planned = (asked: z.infer<typeof UpdateStack>, tags: z.infer<typeof CreateStack>['Tags']) => {
    const templateBody = asked.TemplateBody ?? templateAt(buckets, asked.TemplateURL ?? 'about:blank');
    const assets = new StoredAssets(buckets);
    const source = { ...options, exported: (name: string) => deployments.exported(name) };
    const { StackName: stackName, Capabilities: capabilities } = asked;
    return { plan: planStack(source, { stackName, templateBody, tags, capabilities }, assets), assets };
  };

  /** Ends when the stack's resources are made, or have failed to be. */
  const creations = new Map<Stack, Promise<void>>();
  const create = async (stack: Stack, assets: StoredAssets, onFailure: string, caller: Caller): Promise<void> => {
    try {
      // A deletion that was asked for meanwhile gives the creation up.
      if (stack.status !== 'CREATE_IN_PROGRESS') return;
      await deployments.create(stack.plan, caller);
      stack.resourcesBecome('CREATE_COMPLETE', clock.now());
      if (stack.status === 'CREATE_IN_PROGRESS') stack.become('CREATE_COMPLETE', clock.now());
    } catch (error) {
      stack.become('CREATE_FAILED', clock.now(), String(error));
      if (onFailure === 'DO_NOTHING') return;
      await deployments.remove(stack.plan, new Set(), caller);
      stack.become(onFailure === 'DELETE' ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE', clock.now(), String(error));
    } finally {
      assets.remove();
    }
  };

  const update = async (stack: Stack, plan: PlannedStack, assets: StoredAssets, caller: Caller): Promise<void> => {
    const before = stack.plan;
    stack.plan = plan;
    try {
      await deployments.update(plan, caller);
      stack.become('UPDATE_COMPLETE', clock.now());
    } catch (error) {
      stack.plan = before;
      stack.become('UPDATE_ROLLBACK_COMPLETE', clock.now(), String(error));
    } finally {
      assets.remove();
    }
  };

  const remove = async (stack: Stack, caller: Caller): Promise<void> => {
    await creations.get(stack);
    const used = living().find((other) => other !== stack && isUsedBy(stack, other));
    try {
      if (used !== undefined) throw new Error(`an export of ${stack.name} is in use by ${used.name}`);
      await deployments.remove(stack.plan, stack.plan.retained, caller);
      stack.resourcesBecome('DELETE_COMPLETE', clock.now());
      stack.become('DELETE_COMPLETE', clock.now());
    } catch (error) {
      stack.become('DELETE_FAILED', clock.now(), String(error));
    }
  };

  return {
    signingName: 'cloudformation',
    targetPrefix: 'CloudFormation',
    timestampMembers: ['CreationTime', 'Timestamp'],
    operations: {
      CreateStack: operation('CreateStack', (input, caller) => {
        const parsed = parseInput(CreateStack, input, 'ValidationError');
        const taken = [...living(), ...deployments.all.map(({ stackName: name }) => ({ name }))];
        if (taken.some(({ name }) => name === parsed.StackName)) {
          throw new ServiceError('AlreadyExistsException', `Stack [${parsed.StackName}] already exists`);
        }
        const { plan, assets } = planned(parsed, parsed.Tags);
        const stack = new Stack(plan, parsed.Tags, clock.now());
        stacks.push(stack);
        clock.at(clock.now() + CREATION_MILLIS, () => {
          creations.set(stack, create(stack, assets, parsed.OnFailure, caller));
        });
        return { StackId: stack.id };
      }),
      UpdateStack: operation('UpdateStack', (input, caller) => {
        const parsed = parseInput(UpdateStack, input, 'ValidationError');
        const stack = existing(parsed.StackName);
        const { plan, assets } = planned(parsed, [...stack.tags]);
        stack.become('UPDATE_IN_PROGRESS', clock.now(), 'User Initiated');
        clock.at(clock.now() + CREATION_MILLIS, () => {
          creations.set(stack, update(stack, plan, assets, caller));
        });
        return { StackId: stack.id };
      }),
      DescribeStacks: operation('DescribeStacks', (input) => {
        const { StackName } = parseInput(AnyStack, input, 'ValidationError');
        const former = (stack: DeployedStack) => ({ ...describePresent(stack), CreationTime: startedAt / 1000 });
        if (StackName === undefined) {
          return { Stacks: [...present().map(former), ...living().map((stack) => stack.describe())] };
        }
        const named = present().find(({ stackName, stackId }) => [stackName, stackId].includes(StackName));
        return { Stacks: [named === undefined ? existing(StackName).describe() : former(named)] };
      }),
      DescribeStackEvents: operation('DescribeStackEvents', (input) => {
        const { StackName } = parseInput(OneStack, input, 'ValidationError');
        return { StackEvents: existing(StackName).describeEvents() };
      }),
      DeleteStack: operation('DeleteStack', (input, caller) => {
        const stack = find(parseInput(OneStack, input, 'ValidationError').StackName);
        if (stack === undefined || ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].includes(stack.status)) return {};
        stack.become('DELETE_IN_PROGRESS', clock.now(), 'User Initiated');
        clock.at(clock.now() + DELETION_MILLIS, () => void remove(stack, caller));
        return {};
      }),
    },
  };
}

/** API:Stack, of one that was there from the start. */
function describePresent({ stackId, stackName, outputs }: DeployedStack) {
  return {
    StackId: stackId,
    StackName: stackName,
    StackStatus: 'CREATE_COMPLETE',
    Tags: [],
    Outputs: outputList(outputs),
  };
}

/** CloudFormation refuses to delete a stack while another one imports what it exports (UG:using-cfn-stack-exports). */
function isUsedBy({ plan: { stack } }: Stack, other: Stack): boolean {
  return Object.keys(stack.exports).some((name) => other.plan.imports.has(name));
}
