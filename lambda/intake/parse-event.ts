import * as z from 'zod/mini';
import { PipelineName, StageName } from '../guard-policy.ts';
import { Command } from './command.ts';
import {
  ALARM_STATE_CHANGE,
  type Invocation,
  PIPELINE_STATE_CHANGE,
  rejected,
  required,
  STAGE_STATE_CHANGE,
  text,
} from './event-form.ts';
import { lenient } from './json.ts';
import { malformedCommand, notACommand, notAnObject } from './not-understood.ts';
import { parseAlarmEvent, parseDirectAlarm } from './parse-alarm-event.ts';
import { parseGuardRequest } from './parse-guard-request.ts';
import type {
  AuthorTrigger,
  CommandTrigger,
  NotATrigger,
  NotUnderstood,
  Received,
  SqsRecords,
  StageTrigger,
} from './trigger.ts';

/**
 * Turns whatever the function was invoked with into a trigger. Only the fields that are used are read; AWS may add
 * others. What EventBridge, SQS or an alarm sent and is none of the accepted forms throws {@link RejectedEvent}; a mistake of a person gets
 * an answer, and pages nobody.
 */
export function parseEvent(event: unknown, invocation: Invocation): Received {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return notAnObject(event);
  if ('Records' in event) return parseRecords(event);
  if ('ResponseURL' in event) return parseGuardRequest(event, invocation);
  if ('action' in event) return parseCommand(event, invocation);
  if ('alarmData' in event) return parseDirectAlarm(event, invocation);
  const detailType =
    'detail-type' in event && typeof event['detail-type'] === 'string' ? event['detail-type'] : undefined;
  switch (detailType) {
    case ALARM_STATE_CHANGE:
      return parseAlarmEvent(event, invocation);
    case STAGE_STATE_CHANGE:
      return parseStageEvent(event, invocation);
    case PIPELINE_STATE_CHANGE:
      return parsePipelineEvent(event, invocation);
    case undefined:
      if (!('detail' in event)) return notACommand(event);
      throw rejected('the event has no "detail-type"');
    default:
      if (detailType.startsWith('CloudWatch Alarm ') || detailType.startsWith('CodePipeline ')) {
        return notATrigger(detailType);
      }
      throw rejected(`"detail-type" is "${detailType}"`);
  }
}

const StageEnvelope = z.object({
  id: text,
  detail: z.object({ pipeline: PipelineName, stage: StageName }),
});

function parseStageEvent(event: unknown, invocation: Invocation): StageTrigger {
  const { id, detail } = required(StageEnvelope, event);
  return {
    kind: 'stage',
    id: id ?? invocation.requestId,
    key: { pipeline: detail.pipeline, stage: detail.stage },
  };
}

const PipelineEnvelope = z.object({
  id: text,
  detail: z.object({
    'execution-id': z.string(),
    'execution-trigger': lenient(z.object({ 'author-display-name': text })),
  }),
});

/** Only the event of a pipeline names an author, and only where a connection to a Git provider started it (UG:detect-state-changes-cloudwatch-events). */
function parsePipelineEvent(event: unknown, invocation: Invocation): AuthorTrigger | NotATrigger {
  const { id, detail } = required(PipelineEnvelope, event);
  const author = detail['execution-trigger']?.['author-display-name']?.trim() ?? '';
  if (author === '') return notATrigger(PIPELINE_STATE_CHANGE);
  return { kind: 'author', id: id ?? invocation.requestId, executionId: detail['execution-id'], author };
}

function notATrigger(detailType: string): NotATrigger {
  return { kind: 'not-a-trigger', why: `"${detailType}" events are no triggers` };
}

const Records = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() })),
});

function parseRecords(event: unknown): SqsRecords {
  return { kind: 'sqs', records: required(Records, event).Records };
}

function parseCommand(event: object, invocation: Invocation): CommandTrigger | NotUnderstood {
  const parsed = Command.safeParse(event, { reportInput: true });
  if (!parsed.success) return malformedCommand(event, parsed.error);
  return { kind: 'command', id: `command/${invocation.requestId}`, at: invocation.now, command: parsed.data };
}
