import { onTestFinished } from 'vitest';
import type { Clock, EpochMillis } from '../../../../emulator/account/clock.ts';
import { FrontDoor, type FrontDoorOptions } from '../../../../emulator/account/front-door/front-door.ts';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import type { DeployedFunction, PolicyStatement } from '../../../../emulator/account/template/deployed-stack.ts';
import { Principals } from '../../../../emulator/services/iam/principals.ts';
import {
  type Operation,
  type RequiredPermission,
  type Service,
  ServiceError,
} from '../../../../emulator/services/service.ts';

export const identity = { accountId: '123456789012', region: 'us-east-1' };

export const NOW = Date.parse('2026-01-10T09:30:00Z');

/** A clock whose time moves only to what was scheduled: every task runs at once, at its own time. */
export function jumpingClock(): Clock {
  let now: EpochMillis = NOW;
  return {
    now: () => now,
    at: (time, task) => {
      now = Math.max(now, time);
      void task();
      return () => undefined;
    },
  };
}

/** A front door that is closed after the test. */
export async function openFrontDoor(services: readonly Service[], options: Partial<FrontDoorOptions> = {}) {
  const principals = new Principals(identity);
  const door = await FrontDoor.open({ clock: jumpingClock(), principals, ...options });
  onTestFinished(() => door.close());
  door.serve(...services);
  return { door, principals };
}

export const codepipeline = { signingName: 'codepipeline', targetPrefix: 'CodePipeline_20150709' };
export const cloudwatch = {
  signingName: 'monitoring',
  targetPrefix: 'GraniteServiceVersion20100801',
  timestampMembers: ['StateUpdatedTimestamp', 'StartDate'],
};
export const sqs = { signingName: 'sqs', targetPrefix: 'AmazonSQS' };
export const ssm = { signingName: 'ssm', targetPrefix: 'AmazonSSM' };
export const sns = { signingName: 'sns', targetPrefix: 'AmazonSimpleNotificationService', mapMembers: ['Attributes'] };

export function operation(handle: Operation['handle'], ...permissions: readonly RequiredPermission[]): Operation {
  return { authorize: () => permissions, handle };
}

/** Settings of an SDK client that talks to the front door, once per call. */
export function clientOf(door: FrontDoor, credentials = { accessKeyId: 'AKIAPERSON', secretAccessKey: 'secret' }) {
  return { region: identity.region, endpoint: door.url, credentials, maxAttempts: 1 };
}

export function deployedFunction(...policyStatements: readonly PolicyStatement[]): DeployedFunction {
  return {
    functionName: 'rollback-controller',
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:rollback-controller',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    codeDirectory: '/nowhere',
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    environment: {},
    roleName: 'controller-role',
    policyStatements,
    permissions: [],
    recursiveLoop: 'Terminate',
    asyncInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
  };
}

export function statement(part: Partial<PolicyStatement>): PolicyStatement {
  return { effect: 'Allow', actions: ['*'], resources: ['*'], conditions: {}, ...part };
}

/** Epoch seconds, with milliseconds. */
export const ALARMED_AT = 1_768_037_398.989;

/** An operation that refuses every call. */
export function refusing(name: string, message: string, httpStatus?: number) {
  return operation(() => {
    throw new ServiceError(name, message, httpStatus);
  });
}

/** Remembers the input of its one call. */
export function recording(output: JsonObject) {
  const inputs: JsonObject[] = [];
  return {
    inputs,
    operation: operation((input) => {
      inputs.push(input);
      return output;
    }),
  };
}
