import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedRule } from '../../account/template/deployed-stack.ts';
import { type Operation, ServiceError } from '../service.ts';
import { parseInput } from '../service-input.ts';
import { compileEventPattern } from './event-pattern.ts';
import { deployedTarget, describedTarget, Target } from './rule-target.ts';
import { type Rules, ruleArn } from './rules.ts';

const RuleName = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be 1 to 64 of the characters A-Z a-z 0-9 . - _');
const EventBusName = z.string().default('default');
/** Of any operation, before it is validated. */
const OnBus = z.object({ EventBusName: EventBusName.catch('default') });
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

/** The rules of a bus by its name; throws `ResourceNotFoundException` for one that is not there. */
export type RulesOn = (busName: string) => Rules;

/** The operations on the rules of event buses, and on their targets. */
export function ruleOperations(rulesOn: RulesOn, identity: AccountIdentity): { readonly [name: string]: Operation } {
  const onRule = (action: string, member = 'Name') => ({
    authorize: (input: JsonObject) => {
      const resource = ruleArn(identity, OnBus.parse(input).EventBusName, String(input[member]));
      return [{ action: `events:${action}`, resource }];
    },
  });
  return {
    PutRule: {
      ...onRule('PutRule'),
      handle: (input) => {
        const asked = parseInput(PutRuleInput, input);
        return putRule(rulesOn(asked.EventBusName), asked);
      },
    },
    DescribeRule: {
      ...onRule('DescribeRule'),
      handle: (input) => {
        const { Name, EventBusName: bus } = parseInput(RuleInput, input);
        return described(rulesOn(bus).get(Name));
      },
    },
    DeleteRule: {
      ...onRule('DeleteRule'),
      handle: (input) => {
        const { Name, EventBusName: bus } = parseInput(RuleInput, input);
        if ((rulesOn(bus).find(Name)?.targets.length ?? 0) > 0)
          throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
        rulesOn(bus).remove(Name);
        return {};
      },
    },
    EnableRule: { ...onRule('EnableRule'), handle: (input) => switchRule(rulesOn, parseInput(RuleInput, input), true) },
    DisableRule: {
      ...onRule('DisableRule'),
      handle: (input) => switchRule(rulesOn, parseInput(RuleInput, input), false),
    },
    ListRules: {
      authorize: () => [{ action: 'events:ListRules', resource: '*' }],
      handle: (input) => {
        const asked = parseInput(ListInput, input);
        return listRules(rulesOn(asked.EventBusName), asked);
      },
    },
    PutTargets: {
      ...onRule('PutTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Targets, EventBusName: bus } = parseInput(TargetsInput, input);
        const added = Targets.map(deployedTarget);
        const kept = rulesOn(bus)
          .get(Rule)
          .targets.filter(({ id }) => !added.some((target) => target.id === id));
        rulesOn(bus).setTargets(Rule, [...kept, ...added]);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    RemoveTargets: {
      ...onRule('RemoveTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Ids, EventBusName: bus } = parseInput(RemoveInput, input);
        const kept = rulesOn(bus)
          .get(Rule)
          .targets.filter(({ id }) => !Ids.includes(id));
        rulesOn(bus).setTargets(Rule, kept);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    ListTargetsByRule: {
      ...onRule('ListTargetsByRule', 'Rule'),
      handle: (input) => {
        const { Rule, EventBusName: bus } = parseInput(OfRuleInput, input);
        return { Targets: rulesOn(bus).get(Rule).targets.map(describedTarget) };
      },
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
  const { Name, EventBusName: busName, EventPattern, ScheduleExpression, State, Description } = input;
  if (EventPattern !== undefined) compileEventPattern(EventPattern);
  const arn = rules.arnOf(Name);
  rules.put({
    name: Name,
    arn,
    ...(busName !== 'default' && { busName }),
    enabled: State === 'ENABLED',
    targets: rules.find(Name)?.targets ?? [],
    ...(EventPattern !== undefined && { eventPattern: JSON.parse(EventPattern) }),
    ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
    ...(Description !== undefined && { description: Description }),
  });
  return { RuleArn: arn };
}

function switchRule(
  rulesOn: RulesOn,
  { Name, EventBusName: bus }: z.infer<typeof RuleInput>,
  enabled: boolean,
): JsonObject {
  rulesOn(bus).put({ ...rulesOn(bus).get(Name), enabled });
  return {};
}

function described({
  name,
  arn,
  busName,
  enabled,
  eventPattern,
  scheduleExpression,
  description,
}: DeployedRule): JsonObject {
  return {
    Name: name,
    Arn: arn,
    State: enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: busName ?? 'default',
    ...(description !== undefined && { Description: description }),
    ...(eventPattern !== undefined && { EventPattern: JSON.stringify(eventPattern) }),
    ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
  };
}
