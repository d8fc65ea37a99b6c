import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedRule } from '../../account/template/deployed-stack.ts';
import { type Operation, ServiceError } from '../service.ts';
import { parseInput } from '../service-input.ts';
import { compileEventPattern } from './event-pattern.ts';
import { deployedTarget, describedTarget, Target } from './rule-target.ts';
import type { Rules } from './rules.ts';

const RuleName = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be 1 to 64 of the characters A-Z a-z 0-9 . - _');
const EventBusName = z.literal('default', 'the local account has only the event bus "default"').optional();
const RuleInput = z.object({ Name: RuleName, EventBusName });

const PutRuleInput = RuleInput.extend({
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().max(256).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
});

const TargetsInput = z.object({ Rule: RuleName, EventBusName, Targets: z.array(Target).min(1).max(100) });
const RemoveInput = z.object({ Rule: RuleName, EventBusName, Ids: z.array(z.string()).min(1).max(100) });
const OfRuleInput = z.object({ Rule: RuleName, EventBusName });
const ListInput = z.object({
  NamePrefix: RuleName.optional(),
  EventBusName,
  Limit: z.int().min(1).max(100).default(100),
  NextToken: z.string().min(1).max(2048).optional(),
});

/** The operations on the rules of the default event bus, and on their targets. */
export function ruleOperations(rules: Rules): { readonly [name: string]: Operation } {
  const onRule = (action: string, member = 'Name') => ({
    authorize: (input: JsonObject) => [{ action: `events:${action}`, resource: rules.arnOf(String(input[member])) }],
  });
  return {
    PutRule: { ...onRule('PutRule'), handle: (input) => putRule(rules, parseInput(PutRuleInput, input)) },
    DescribeRule: {
      ...onRule('DescribeRule'),
      handle: (input) => described(rules.get(parseInput(RuleInput, input).Name)),
    },
    DeleteRule: {
      ...onRule('DeleteRule'),
      handle: (input) => {
        const { Name } = parseInput(RuleInput, input);
        if ((rules.find(Name)?.targets.length ?? 0) > 0)
          throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
        rules.remove(Name);
        return {};
      },
    },
    EnableRule: {
      ...onRule('EnableRule'),
      handle: (input) => switchRule(rules, parseInput(RuleInput, input).Name, true),
    },
    DisableRule: {
      ...onRule('DisableRule'),
      handle: (input) => switchRule(rules, parseInput(RuleInput, input).Name, false),
    },
    ListRules: {
      authorize: () => [{ action: 'events:ListRules', resource: '*' }],
      handle: (input) => listRules(rules, parseInput(ListInput, input)),
    },
    PutTargets: {
      ...onRule('PutTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Targets } = parseInput(TargetsInput, input);
        const added = Targets.map(deployedTarget);
        const kept = rules.get(Rule).targets.filter(({ id }) => !added.some((target) => target.id === id));
        rules.setTargets(Rule, [...kept, ...added]);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    RemoveTargets: {
      ...onRule('RemoveTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Ids } = parseInput(RemoveInput, input);
        const kept = rules.get(Rule).targets.filter(({ id }) => !Ids.includes(id));
        rules.setTargets(Rule, kept);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    ListTargetsByRule: {
      ...onRule('ListTargetsByRule', 'Rule'),
      handle: (input) => ({ Targets: rules.get(parseInput(OfRuleInput, input).Rule).targets.map(describedTarget) }),
    },
  };
}

/** By name. A token is the name that the next page starts after, so rules that come and go neither repeat nor hide others. */
function listRules(rules: Rules, { NamePrefix = '', Limit, NextToken = '' }: z.infer<typeof ListInput>): JsonObject {
  const after = Buffer.from(NextToken, 'base64url').toString();
  const rest = rules.all().filter(({ name }) => name.startsWith(NamePrefix) && name > after);
  const last = rest.length > Limit ? rest[Limit - 1] : undefined;
  return {
    Rules: rest.slice(0, Limit).map(described),
    ...(last && { NextToken: Buffer.from(last.name).toString('base64url') }),
  };
}

function putRule(rules: Rules, input: z.infer<typeof PutRuleInput>): JsonObject {
  const { Name, EventPattern, ScheduleExpression, State, Description } = input;
  if (EventPattern !== undefined) compileEventPattern(EventPattern);
  const arn = rules.arnOf(Name);
  rules.put({
    name: Name,
    arn,
    enabled: State === 'ENABLED',
    targets: rules.find(Name)?.targets ?? [],
    ...(EventPattern !== undefined && { eventPattern: JSON.parse(EventPattern) }),
    ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
    ...(Description !== undefined && { description: Description }),
  });
  return { RuleArn: arn };
}

function switchRule(rules: Rules, name: string, enabled: boolean): JsonObject {
  rules.put({ ...rules.get(name), enabled });
  return {};
}

function described({ name, arn, enabled, eventPattern, scheduleExpression, description }: DeployedRule): JsonObject {
  return {
    Name: name,
    Arn: arn,
    State: enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: 'default',
    ...(description !== undefined && { Description: description }),
    ...(eventPattern !== undefined && { EventPattern: JSON.stringify(eventPattern) }),
    ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
  };
}
