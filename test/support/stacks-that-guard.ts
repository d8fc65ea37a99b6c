import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import * as z from 'zod';
import { process } from '../../lambda/process.ts';
import type { LocalServices } from './local-services.ts';
import { plantHealthy } from './planted-stages.ts';
import { portsOf } from './service-ports.ts';

export const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Team/00000000-0000-4000-8000-000000000001';
export const OTHER = STACK.replace('/Team/', '/Other/');
export const SHOP = { pipeline: 'shop', stage: 'Prod' };

const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  Data: z.object({ Warnings: z.string() }),
});

/** An account with healthy pipelines of these names, and stacks that ask for guards. */
export function stacksIn(services: LocalServices, ...pipelines: readonly string[]) {
  for (const name of pipelines) plantHealthy(services, name);
  const { ports: world, recorder } = portsOf(services);
  const bodies: string[] = [];
  const takesAnswers = (url: string) => url.startsWith('https://cloudformation.example/');
  const answer = async (_: string, body: string) => void bodies.push(body);
  const ports = { ...world, stacks: { takesAnswers, answer } };
  const logger = { appendKeys: () => {}, debug: () => {}, info: () => {}, error: () => {} };
  const lastAnswer = () => Answer.parse(JSON.parse(bodies.at(-1) ?? ''));
  let requests = 0;
  const send = async (event: object, using = ports) => {
    const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 30_000 };
    return process({ ports: using, options: { leaseMillis: 40_000 }, logger }, event, context);
  };
  const ask = async (request: object, using = ports) => {
    const event = {
      RequestId: `request-${++requests}`,
      ResponseURL: 'https://cloudformation.example/answer',
      StackId: STACK,
      LogicalResourceId: 'Guard',
      ResourceType: 'Custom::RollbackGuard',
      ...request,
    };
    await send(event, using);
    expect(Buffer.byteLength(bodies.at(-1) ?? '')).toBeLessThanOrEqual(4096);
    return lastAnswer();
  };
  const create = (ResourceProperties: object, more: object = {}, using = ports) =>
    ask({ RequestType: 'Create', ResourceProperties, ...more }, using);
  const update = (PhysicalResourceId: string, OldResourceProperties: object, ResourceProperties: object, more = {}) =>
    ask({ RequestType: 'Update', PhysicalResourceId, OldResourceProperties, ResourceProperties, ...more });
  const remove = (PhysicalResourceId: string, ResourceProperties: object, more: object = {}, using = ports) =>
    ask({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties, ...more }, using);
  const policy = async (key = SHOP) => {
    const guard = await ports.guards.of(key);
    return guard.kind === 'found' ? guard.policy : undefined;
  };
  return { ports, recorder, send, ask, create, update, remove, policy, lastAnswer };
}

export const guard = (more: object = {}) => ({ ServiceToken: 'arn', ...SHOP, alarms: ['shop'], ...more });

/** Guards of the stage Prod of these pipelines, each with the alarm of its pipeline's name, as one resource. */
export const batch = (...names: readonly string[]) => ({
  ServiceToken: 'arn',
  guards: names.map((name) => ({ pipeline: name, stage: 'Prod', alarms: [name] })),
});
