import type { DeployedRule } from '../../emulator/account/template/deployed-stack.ts';
import type { EventBus } from '../../emulator/services/events/event-bus.ts';
import { STAGE_STATES } from '../../lambda/readiness/event-rule.ts';
import { HOME } from './home.ts';
import { RULES } from './local-services.ts';

/** The rule of alarms as the construct makes it. */
export const ALARM_RULE: DeployedRule = rule('events-alarms', {
  source: ['aws.cloudwatch'],
  'detail-type': ['CloudWatch Alarm State Change'],
  detail: { state: { value: ['ALARM'] } },
});

/** The rule of stages as the construct makes it. */
export const STAGE_RULE: DeployedRule = rule('events-stages', {
  source: ['aws.codepipeline'],
  'detail-type': ['CodePipeline Stage Execution State Change'],
  detail: { state: [...STAGE_STATES] },
});

/** Both rules of a controller, in place. */
export function plantRules(eventBus: EventBus): void {
  eventBus.putRule(ALARM_RULE);
  eventBus.putRule(STAGE_RULE);
}

function rule(about: string, eventPattern: DeployedRule['eventPattern'] & object): DeployedRule {
  const name = `${RULES}${about}`;
  const arn = `arn:aws:events:${HOME.region}:${HOME.account}:rule/${name}`;
  return { name, arn, enabled: true, eventPattern, targets: [] };
}
