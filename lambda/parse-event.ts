import { createHash } from 'node:crypto';
import * as z from 'zod';
import { COMMAND_EXAMPLES, Command } from './command.ts';
import type { AlarmEvent, AlarmStateInEvent } from './decision/alarm.ts';
import type { EpochMillis } from './decision/time.ts';
import { PipelineName, StageName } from './guard-policy.ts';
import { RejectedEvent } from './rejected-event.ts';
import type { AlarmTrigger, CommandTrigger, NotATrigger, NotUnderstood, StageTrigger } from './trigger.ts';

export interface SqsRecords {
  readonly kind: 'sqs';
  readonly records: readonly { readonly messageId: string; readonly body: string }[];
}

/** What parsing knows besides the event. */
export interface Invocation {
  readonly requestId: string;
  readonly now: EpochMillis;
}

const ALARM_STATE_CHANGE = 'CloudWatch Alarm State Change';
const STAGE_STATE_CHANGE = 'CodePipeline Stage Execution State Change';

/**
 * Turns whatever the function was invoked with into a trigger. Only the fields that are used are read; AWS may add
 * others. Throws {@link RejectedEvent} for anything that is none of the accepted forms.
 */
export function parseEvent(
  event: unknown,
  invocation: Invocation,
): AlarmTrigger | StageTrigger | CommandTrigger | NotUnderstood | SqsRecords | NotATrigger {
  const form = Form.safeParse(event);
  if (!form.success) throw rejected('the event is not a JSON object');
  const { Records, action, alarmData, 'detail-type': detailType } = form.data;
  if (Records !== undefined) return parseRecords(event);
  if (action !== undefined) return parseCommand(event, invocation);
  if (alarmData !== undefined) return parseDirectAlarm(event, invocation);
  switch (detailType) {
    case ALARM_STATE_CHANGE:
      return parseAlarmEvent(event, invocation);
    case STAGE_STATE_CHANGE:
      return parseStageEvent(event, invocation);
    case undefined:
      throw rejected('the event has neither "detail-type", "alarmData", "Records" nor "action"');
    default:
      if (detailType.startsWith('CloudWatch Alarm ') || detailType.startsWith('CodePipeline ')) {
        return { kind: 'not-a-trigger', why: `"${detailType}" events are no triggers` };
      }
      throw rejected(`"detail-type" is "${detailType}"`);
  }
}

const text = z.string().optional().catch(undefined);

const Form = z.object({
  Records: z.unknown().optional(),
  action: z.unknown().optional(),
  alarmData: z.unknown().optional(),
  'detail-type': text,
});

// ---- Alarms ---------------------------------------------------------------------------------------------------------

const State = z
  .object({ value: text, timestamp: text, reason: text, actionsSuppressedBy: text })
  .optional()
  .catch(undefined);
const Mute = z.object({ mutedByArn: text, muteWindowEnd: text });
const AlarmDetail = z.object({
  alarmName: text,
  state: State,
  previousState: State,
  // Anything but an absent member is a mute: what cannot be read must not let a muted alarm act.
  muteDetail: z.union([Mute, z.unknown()]).optional(),
});
type AlarmDetail = z.infer<typeof AlarmDetail>;

const Guard = z.object({ pipeline: PipelineName, stage: StageName });
const AlarmEnvelope = z.object({
  id: text,
  time: text,
  resources: z.array(z.unknown()).catch([]),
  detail: AlarmDetail.catch({}),
  guard: Guard.exactOptional(),
});

function parseAlarmEvent(event: unknown, invocation: Invocation): AlarmTrigger {
  const { id, time, resources, detail, guard } = required(AlarmEnvelope, event);
  const arn = resources.find((resource) => typeof resource === 'string' && resource.includes(':alarm:'));
  return toTrigger({ detail, arn: typeof arn === 'string' ? arn : undefined, id, time, guard, invocation });
}

const DirectAlarm = z.object({ alarmArn: text, time: text, alarmData: AlarmDetail.catch({}) });

function parseDirectAlarm(event: unknown, invocation: Invocation): AlarmTrigger {
  const { alarmArn, time, alarmData } = required(DirectAlarm, event);
  return toTrigger({ detail: alarmData, arn: alarmArn, id: undefined, time, guard: undefined, invocation });
}

function toTrigger(input: {
  readonly detail: AlarmDetail;
  readonly arn: string | undefined;
  readonly id: string | undefined;
  readonly time: string | undefined;
  readonly guard: { readonly pipeline: string; readonly stage: string } | undefined;
  readonly invocation: Invocation;
}): AlarmTrigger {
  const { detail, guard, invocation } = input;
  // Where name and ARN disagree the ARN counts: it is what the rule matched.
  const alarmName = nameInArn(input.arn) || detail.alarmName;
  if (alarmName === undefined || alarmName === '') {
    throw rejected('the alarm event names no alarm: it has no alarm ARN in "resources" and no "alarmName"');
  }
  const { muteDetail } = detail;
  const mute = Mute.safeParse(muteDetail);
  const event: AlarmEvent = {
    alarmName,
    state: toState(detail.state ?? {}),
    ...(detail.previousState && { previous: toState(detail.previousState) }),
    ...(muteDetail !== undefined && {
      mutedBy: {
        arn: mute.data?.mutedByArn ?? 'a mute rule',
        ...(mute.data?.muteWindowEnd !== undefined && { until: mute.data.muteWindowEnd }),
      },
    }),
  };
  const at = event.state.at ?? instant(input.time) ?? invocation.now;
  const occasion = event.state.at === undefined ? (input.id ?? invocation.requestId) : new Date(at).toISOString();
  return {
    kind: 'alarm',
    cause: { kind: 'alarm', id: `alarm/${inKey(alarmName)}/${occasion}`, at, event },
    ...(guard && { guard }),
  };
}

/** Part of the key of a decision record, which DynamoDB limits to 1,024 bytes; alarm names may take nearly as many. */
function inKey(alarmName: string): string {
  if (Buffer.byteLength(alarmName) <= 256) return alarmName;
  return `${alarmName.slice(0, 50)}...${createHash('sha256').update(alarmName).digest('hex').slice(0, 32)}`;
}

function toState(state: NonNullable<z.infer<typeof State>>): AlarmStateInEvent {
  const at = instant(state.timestamp);
  return {
    value: state.value ?? '',
    ...(at !== undefined && { at }),
    ...(state.reason !== undefined && { reason: state.reason }),
    ...(state.actionsSuppressedBy !== undefined && { suppressedBy: state.actionsSuppressedBy }),
  };
}

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; the name may contain colons. */
function nameInArn(arn: string | undefined): string | undefined {
  const at = arn?.indexOf(':alarm:') ?? -1;
  return arn === undefined || at === -1 ? undefined : arn.slice(at + ':alarm:'.length);
}

/** CloudWatch writes `2026-01-10T09:29:58.989+0000`, without the colon of ISO 8601. */
function instant(timestamp: string | undefined): EpochMillis | undefined {
  const parsed = Date.parse(timestamp ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}

// ---- Stages, SQS, commands --------------------------------------------------------------------------------------------

const StageEnvelope = z.object({
  id: text,
  time: text,
  detail: z.object({ pipeline: PipelineName, stage: StageName, 'execution-id': z.string(), state: z.string() }),
});

function parseStageEvent(event: unknown, invocation: Invocation): StageTrigger {
  const { id, time, detail } = required(StageEnvelope, event);
  return {
    kind: 'stage',
    id: id ?? invocation.requestId,
    key: { pipeline: detail.pipeline, stage: detail.stage },
    executionId: detail['execution-id'],
    state: detail.state,
    at: instant(time) ?? invocation.now,
  };
}

const Records = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() })),
});

function parseRecords(event: unknown): SqsRecords {
  return { kind: 'sqs', records: required(Records, event).Records };
}

function parseCommand(event: unknown, invocation: Invocation): CommandTrigger | NotUnderstood {
  const parsed = Command.safeParse(event);
  if (!parsed.success) return { kind: 'not-understood', why: explain(parsed.error) };
  return { kind: 'command', id: `command/${invocation.requestId}`, at: invocation.now, command: parsed.data };
}

function required<T>(schema: z.ZodType<T>, event: unknown): T {
  const parsed = schema.safeParse(event);
  if (!parsed.success) throw rejected(`the event is malformed: ${explain(parsed.error)}`);
  return parsed.data;
}

function explain(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ');
}

function rejected(why: string): RejectedEvent {
  const commands = COMMAND_EXAMPLES.map((example) => JSON.stringify(example)).join(', ');
  return new RejectedEvent(
    `${why}. Accepted: EventBridge events "${ALARM_STATE_CHANGE}" and "${STAGE_STATE_CHANGE}", the payload of a CloudWatch alarm's Lambda action, SQS records of the watch queue, and commands such as ${commands}`,
  );
}
