import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { type AccountIdentity, type JsonObject, type Operation, type Service, ServiceError } from '../service.ts';
import type { DeployedRule, DeployedRuleTarget } from '../template/deployed-stack.ts';
import { type BusEvent, envelope } from './event.ts';
import { compileEventPattern } from './event-pattern.ts';
import type { Rules } from './rules.ts';

interface EventsAccount {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly accept: (event: BusEvent) => void;
}

const RuleName = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be 1 to 64 of the characters A-Z a-z 0-9 . - _');
const EventBusName = z.literal('default', 'the local account has only the event bus "default"').optional();
const RuleInput = z.object({ Name: RuleName, EventBusName });

const PutRuleInput = RuleInput.extend({
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().max(256).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
});

const Target = z.object({
  Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  Arn: z.string().min(1).max(1600),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string().min(1).max(8192) })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
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
const TestInput = z.object({ EventPattern: z.string(), Event: z.string() });

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
  EventBusName: z.string().optional(),
});
const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });

/** The part of the EventBridge API that the controller and a person at the CLI need, on the default event bus. */
export function eventsService(account: EventsAccount): Service {
  const { rules } = account;
  const onRule = (action: string, member = 'Name') => ({
    authorize: (input: JsonObject) => [{ action: `events:${action}`, resource: rules.arnOf(String(input[member])) }],
  });
  const bus = `arn:aws:events:${account.identity.region}:${account.identity.accountId}:event-bus/default`;
  const operations: { readonly [name: string]: Operation } = {
    PutEvents: {
      authorize: () => [{ action: 'events:PutEvents', resource: bus }],
      handle: (input) => putEvents(account, parse(PutEventsInput, input)),
    },
    PutRule: { ...onRule('PutRule'), handle: (input) => putRule(account, parse(PutRuleInput, input)) },
    DescribeRule: {
      ...onRule('DescribeRule'),
      handle: (input) => described(rules.get(parse(RuleInput, input).Name)),
    },
    DeleteRule: {
      ...onRule('DeleteRule'),
      handle: (input) => {
        const { Name } = parse(RuleInput, input);
        if ((rules.find(Name)?.targets.length ?? 0) > 0)
          throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
        rules.remove(Name);
        return {};
      },
    },
    EnableRule: { ...onRule('EnableRule'), handle: (input) => switchRule(rules, parse(RuleInput, input).Name, true) },
    DisableRule: {
      ...onRule('DisableRule'),
      handle: (input) => switchRule(rules, parse(RuleInput, input).Name, false),
    },
    ListRules: {
      authorize: () => [{ action: 'events:ListRules', resource: '*' }],
      handle: (input) => listRules(rules, parse(ListInput, input)),
    },
    PutTargets: {
      ...onRule('PutTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Targets } = parse(TargetsInput, input);
        const added = Targets.map(deployedTarget);
        const kept = rules.get(Rule).targets.filter(({ id }) => !added.some((target) => target.id === id));
        rules.setTargets(Rule, [...kept, ...added]);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    RemoveTargets: {
      ...onRule('RemoveTargets', 'Rule'),
      handle: (input) => {
        const { Rule, Ids } = parse(RemoveInput, input);
        const kept = rules.get(Rule).targets.filter(({ id }) => !Ids.includes(id));
        rules.setTargets(Rule, kept);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    ListTargetsByRule: {
      ...onRule('ListTargetsByRule', 'Rule'),
      handle: (input) => ({ Targets: rules.get(parse(OfRuleInput, input).Rule).targets.map(describedTarget) }),
    },
    TestEventPattern: {
      authorize: () => [{ action: 'events:TestEventPattern', resource: '*' }],
      handle: (input) => {
        const { EventPattern, Event } = parse(TestInput, input);
        return { Result: compileEventPattern(EventPattern)(parsedJson(Event, 'Event')) };
      },
    },
  };
  return { signingName: 'events', targetPrefix: 'AWSEvents', operations };
}

function parse<Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServiceError('ValidationException', z.prettifyError(parsed.error));
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

function putRule({ rules }: EventsAccount, input: z.infer<typeof PutRuleInput>): JsonObject {
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

/** Every entry is answered on its own: an event id, or why it was refused (API:PutEvents). */
function putEvents(account: EventsAccount, { Entries }: z.infer<typeof PutEventsInput>): JsonObject {
  const results = Entries.map((entry) => {
    const fault = faultOf(entry);
    if (fault !== undefined) return fault;
    const { Source = '', DetailType = '', Detail = '', Resources, Time } = entry;
    const time = Time === undefined ? account.clock.now() : Time * 1000;
    const event = envelope(
      { source: Source, detailType: DetailType, resources: Resources, detail: JSON.parse(Detail) },
      account.identity,
      time,
    );
    account.accept(event);
    return { EventId: event.id };
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function faultOf(entry: z.infer<typeof Entry>): { ErrorCode: string; ErrorMessage: string } | undefined {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((member) => (entry[member] ?? '') === '');
  if (missing !== undefined)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  if (entry.Source?.startsWith('aws.') === true)
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: `Not authorized for the source: ${entry.Source} is reserved for AWS.`,
    };
  if (entry.EventBusName !== undefined && entry.EventBusName !== 'default')
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `EventBus ${entry.EventBusName} does not exist.` };
  if (!isJsonObjectText(entry.Detail ?? ''))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
}

function isJsonObjectText(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

function parsedJson(text: string, member: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', `Parameter ${member} is not valid JSON.`);
  }
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

/** The defaults of a retry policy are 24 hours and 185 attempts (EB:eb-rule-retry-policy). */
function deployedTarget(target: z.infer<typeof Target>): DeployedRuleTarget {
  return {
    id: target.Id,
    arn: target.Arn,
    ...(target.Input !== undefined && { input: target.Input }),
    ...(target.InputPath !== undefined && { inputPath: target.InputPath }),
    ...(target.InputTransformer !== undefined && {
      inputTransformer: {
        inputPathsMap: target.InputTransformer.InputPathsMap,
        inputTemplate: target.InputTransformer.InputTemplate,
      },
    }),
    ...(target.DeadLetterConfig?.Arn !== undefined && { deadLetterArn: target.DeadLetterConfig.Arn }),
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    maximumEventAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
  };
}

function describedTarget(target: DeployedRuleTarget): JsonObject {
  const { inputTransformer } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.input !== undefined && { Input: target.input }),
    ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
    ...(inputTransformer !== undefined && {
      InputTransformer: {
        InputPathsMap: inputTransformer.inputPathsMap,
        InputTemplate: inputTransformer.inputTemplate,
      },
    }),
    ...(target.deadLetterArn !== undefined && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    RetryPolicy: {
      MaximumRetryAttempts: target.maximumRetryAttempts,
      MaximumEventAgeInSeconds: target.maximumEventAgeSeconds,
    },
  };
}
