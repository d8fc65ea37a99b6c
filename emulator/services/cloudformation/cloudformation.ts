import * as z from 'zod';
import type { Clock } from '../../account/clock.ts';
import { StoredAssets } from '../../account/template/stored-assets.ts';
import { type Caller, type Operation, type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import { planStack, type TemplateSource, templateAt } from './plan.ts';
import { type ProvisionedServices, provision, withdraw } from './provisioning.ts';
import { Stack } from './stack.ts';

export interface CloudFormationOptions extends TemplateSource {
  readonly clock: Clock;
  readonly services: ProvisionedServices;
}

/** How long it takes until a stack has come or gone. */
const CREATION_MILLIS = 30_000;
const DELETION_MILLIS = 20_000;

const CreateStack = z.object({
  StackName: z.string().regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/),
  TemplateURL: z.string().optional(),
  TemplateBody: z.string().max(51_200).optional(),
  Capabilities: z.array(z.string()).default([]),
  OnFailure: z.enum(['DO_NOTHING', 'ROLLBACK', 'DELETE']).default('ROLLBACK'),
  Tags: z
    .array(z.object({ Key: z.string(), Value: z.string() }))
    .max(50)
    .default([]),
});
const OneStack = z.object({ StackName: z.string() });
const AnyStack = z.object({ StackName: z.string().optional() });

/** AWS CloudFormation, in the query protocol: stacks that come and go. `README.md` says what it leaves out. */
export function createCloudFormation(options: CloudFormationOptions): Service {
  const { clock, services, buckets, identity } = options;
  /** By id, oldest first; stacks that are gone stay readable by id (API:DescribeStacks). */
  const stacks: Stack[] = [];
  const living = () => stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
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

  /** Ends when the stack's resources are made, or have failed to be. */
  const creations = new Map<Stack, Promise<void>>();
  const create = async (stack: Stack, assets: StoredAssets, onFailure: string, caller: Caller): Promise<void> => {
    try {
      // A deletion that was asked for meanwhile gives the creation up.
      if (stack.status !== 'CREATE_IN_PROGRESS') return;
      await provision(services, stack.plan.contents, caller);
      stack.resourcesBecome('CREATE_COMPLETE', clock.now());
      if (stack.status === 'CREATE_IN_PROGRESS') stack.become('CREATE_COMPLETE', clock.now());
    } catch (error) {
      stack.become('CREATE_FAILED', clock.now(), String(error));
      if (onFailure === 'DO_NOTHING') return;
      await withdraw(services, stack.plan.contents, new Set(), caller);
      stack.become(onFailure === 'DELETE' ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE', clock.now());
    } finally {
      assets.remove();
    }
  };

  const remove = async (stack: Stack, caller: Caller): Promise<void> => {
    await creations.get(stack);
    await withdraw(services, stack.plan.contents, stack.plan.retained, caller);
    stack.resourcesBecome('DELETE_COMPLETE', clock.now());
    stack.become('DELETE_COMPLETE', clock.now());
  };

  return {
    signingName: 'cloudformation',
    targetPrefix: 'CloudFormation',
    timestampMembers: ['CreationTime', 'Timestamp'],
    operations: {
      CreateStack: operation('CreateStack', (input, caller) => {
        const parsed = parseInput(CreateStack, input, 'ValidationError');
        if (living().some(({ name }) => name === parsed.StackName)) {
          throw new ServiceError('AlreadyExistsException', `Stack [${parsed.StackName}] already exists`);
        }
        const templateBody = parsed.TemplateBody ?? templateAt(buckets, parsed.TemplateURL ?? 'about:blank');
        const assets = new StoredAssets(buckets);
        const { stackId, needsIam, ...plan } = planStack(
          options,
          { stackName: parsed.StackName, templateBody, tags: parsed.Tags },
          assets,
        );
        if (needsIam && parsed.Capabilities.length === 0) {
          throw new ServiceError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]');
        }
        const stack = new Stack(stackId, plan, parsed.Tags, clock.now());
        stacks.push(stack);
        clock.at(clock.now() + CREATION_MILLIS, () => {
          const creation = create(stack, assets, parsed.OnFailure, caller);
          creations.set(stack, creation);
          return creation;
        });
        return { StackId: stackId };
      }),
      DescribeStacks: operation('DescribeStacks', (input) => {
        const { StackName } = parseInput(AnyStack, input, 'ValidationError');
        return {
          Stacks: (StackName === undefined ? living() : [existing(StackName)]).map((stack) => stack.describe()),
        };
      }),
      DescribeStackEvents: operation('DescribeStackEvents', (input) => {
        const { StackName } = parseInput(OneStack, input, 'ValidationError');
        return { StackEvents: existing(StackName).describeEvents() };
      }),
      DeleteStack: operation('DeleteStack', (input, caller) => {
        const stack = find(parseInput(OneStack, input, 'ValidationError').StackName);
        if (stack === undefined || stack.status.startsWith('DELETE_')) return {};
        stack.become('DELETE_IN_PROGRESS', clock.now(), 'User Initiated');
        clock.at(clock.now() + DELETION_MILLIS, () => remove(stack, caller));
        return {};
      }),
    },
  };
}
