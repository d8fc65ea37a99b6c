import type { AlarmActionTargets } from './cloudwatch/alarm-actions.ts';
import type { EventTargets } from './events/delivery.ts';
import { allowsInvocation } from './events/invoke-permission.ts';
import type { Functions } from './lambda/functions.ts';
import type { ServiceDeliveries } from './service-deliveries.ts';

interface Receivers {
  readonly functions: Functions;
  readonly deliveries: ServiceDeliveries;
}

/** The principal of EventBridge's rules. */
const RULES = 'events.amazonaws.com';
/** The principal of an alarm's Lambda action (CW:alarms-and-actions-Lambda). */
const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';

/** Where the rules of the event buses deliver to. */
export function ruleTargets({
  functions,
  deliveries,
  forward,
}: Receivers & Pick<EventTargets, 'forward'>): EventTargets {
  return {
    permissionsOf: (arn) => functions.find(arn)?.deployed.permissions,
    invokeFunction: (arn, payload) => void functions.get(arn).events.accept(payload),
    sendMessage: (arn, body, attributes, ruleArn) =>
      deliveries.send({ service: RULES, sourceArn: ruleArn }, arn, body, attributes),
    publishMessage: (topicArn, message, ruleArn) =>
      deliveries.publish({ service: RULES, sourceArn: ruleArn }, { topicArn, message }),
    forward,
  };
}

/** Whom the actions of alarms call. */
export function alarmTargets({ functions, deliveries }: Receivers): AlarmActionTargets {
  return {
    invokeFunction: (arn, payload, alarm) => {
      const { deployed, events } = functions.get(arn);
      const by = { principal: ALARMS, sourceArn: alarm.arn, sourceAccount: alarm.accountId };
      if (!allowsInvocation(deployed.permissions, by)) {
        throw new Error(`${arn} has no permission that lets ${ALARMS} invoke it for ${alarm.arn}`);
      }
      events.accept(JSON.stringify(payload));
    },
    publishMessage: (topicArn, subject, message, alarm) =>
      deliveries.publish({ service: 'cloudwatch.amazonaws.com', sourceArn: alarm.arn }, { topicArn, subject, message }),
  };
}
