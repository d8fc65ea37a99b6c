import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import type {
  DeployedPermission,
  DeployedRule,
  DeployedRuleTarget,
} from '../../../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { createEventBus } from '../../../../emulator/services/events/event-bus.ts';

export const START = Date.parse('2026-01-10T09:00:00.500Z');
export const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:controller';
export const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:watch';
export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:people';
export const deadLetterArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';

/** A target with the defaults of a retry policy. */
export function target(arn: string, changes: Partial<DeployedRuleTarget> = {}): DeployedRuleTarget {
  return { id: arn, arn, maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400, ...changes };
}

export function rule(name: string, changes: Partial<DeployedRule> = {}): DeployedRule {
  return {
    name,
    arn: `arn:aws:events:eu-west-1:111122223333:rule/${name}`,
    enabled: true,
    eventPattern: { source: ['aws.codepipeline'] },
    targets: [target(functionArn)],
    ...changes,
  };
}

/** The default event bus of an account, with what arrives at its targets. `failures` are thrown by the next invocations. */
export function busAccount() {
  const clock = new VirtualClock({ start: START });
  const invocations: { time: number; payload: JsonObject }[] = [];
  const sent: { queueArn: string; body: string; attributes: { readonly [name: string]: string } }[] = [];
  const published: { topicArn: string; message: string }[] = [];
  const permissions: DeployedPermission[] = [{ action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' }];
  const failures: Error[] = [];
  const bus = createEventBus({
    identity: { accountId: '111122223333', region: 'eu-west-1' },
    clock,
    targets: {
      permissionsOf: (arn) => (arn === functionArn ? permissions : undefined),
      invokeFunction: async (_arn, payload) => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        invocations.push({ time: clock.now() - START, payload: JSON.parse(payload) });
      },
      sendMessage: (arn, body, attributes) => {
        sent.push({ queueArn: arn, body, attributes });
      },
      forward: () => undefined,
      publishMessage: (arn, message) => {
        published.push({ topicArn: arn, message });
      },
    },
  });
  const call = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    const found = bus.service.operations[operation];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found.handle(input, { arn: 'arn:aws:iam::111122223333:user/test' });
  };
  return { clock, bus, call, invocations, sent, published, permissions, failures };
}

export const stageEvent = (stage: string) => ({
  source: 'aws.codepipeline',
  detailType: 'CodePipeline Stage Execution State Change',
  resources: ['arn:aws:codepipeline:eu-west-1:111122223333:shop'],
  detail: { stage, note: undefined },
});
