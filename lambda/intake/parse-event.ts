import * as z from 'zod/mini';
import { PipelineName, StageName } from '../guard-policy.ts';
import { instant } from './alarm-grounds.ts';
import { Command } from './command.ts';
import { ALARM_STATE_CHANGE, type Invocation, rejected, required, STAGE_STATE_CHANGE, text } from './event-form.ts';
import { explain } from './explain.ts';
import { parseAlarmEvent, parseDirectAlarm } from './parse-alarm-event.ts';
import type { AlarmTrigger, CommandTrigger, NotATrigger, NotUnderstood, StageTrigger } from './trigger.ts';

export interface SqsRecords {
  readonly kind: 'sqs';
  readonly records: readonly { readonly messageId: string; readonly body: string }[];
}

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

const Form = z.object({
  Records: z.optional(z.unknown()),
  action: z.optional(z.unknown()),
  alarmData: z.optional(z.unknown()),
  'detail-type': text,
});

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
