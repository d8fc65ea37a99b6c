import type { DeployedRule } from '../../emulator/account/template/deployed-stack.ts';
import type { EventBus } from '../../emulator/services/events/event-bus.ts';
import { alarmRuleDescription, STAGE_STATES } from '../../lambda/readiness/event-rule.ts';
import { HOME } from './home.ts';
import { RULES } from './local-services.ts';

interface Guarded {
  readonly pipeline: string;
  readonly stage: string;
  readonly alarms: readonly string[];
}

const home = `${HOME.region}:${HOME.account}`;

/** The rule of a guard's alarms as the construct makes it. */
export function alarmRule({ pipeline, stage, alarms }: Guarded): DeployedRule {
  return rule(`${pipeline}-${stage}-alarms-1`, alarmRuleDescription({ pipeline, stage }), {
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
    resources: alarms.map((alarm) => `arn:aws:cloudwatch:${home}:alarm:${alarm}`),
    detail: { state: { value: ['ALARM'] } },
  });
}

/** A rule of a guarded stage as the construct makes it. */
export function stageRule({ pipeline, stage }: Omit<Guarded, 'alarms'>): DeployedRule {
  return rule(`${pipeline}-${stage}-stage-1`, 'A guarded stage starts, resumes or ends.', {
    source: ['aws.codepipeline'],
    'detail-type': ['CodePipeline Stage Execution State Change'],
    resources: [`arn:aws:codepipeline:${home}:${pipeline}`],
    detail: { stage: [stage], state: [...STAGE_STATES] },
  });
}

/** Both rules of a guard, in place. */
export function plantRules(eventBus: EventBus, guarded: Guarded): void {
  eventBus.putRule(alarmRule(guarded));
  eventBus.putRule(stageRule(guarded));
}

function rule(about: string, description: string, eventPattern: DeployedRule['eventPattern'] & object): DeployedRule {
  const name = `${RULES}${about.replaceAll('@', '-')}`;
  return { name, arn: `arn:aws:events:${home}:rule/${name}`, enabled: true, description, eventPattern, targets: [] };
}
