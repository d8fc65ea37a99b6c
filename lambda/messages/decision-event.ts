import { nameOf, parseAlarmArn } from '../decision/alarm-arn.ts';
import type { Entry } from '../decision/entry.ts';
import type { Execution } from '../decision/execution.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { DecisionDetail, ExecutionDetail } from './decision-detail.ts';
import type { Message } from './message.ts';
import { oneLine } from './text.ts';

/** `source` of the events on the default event bus; not one of AWS's, so no rule of a guard matches them. */
export const EVENT_SOURCE = 'rollback-controller';
export const EVENT_DETAIL_TYPE = 'Rollback Controller Decision';

/** Longest texts, in UTF-16 units: an event has at most 256 KB (API:PutEvents). */
const LONGEST = { sentence: 2_000, alarmReason: 1_000, name: 400, summary: 200 };
const MOST_REVISIONS = 50;

export function decisionDetailOf({ pipeline, stage }: StageKey, entry: Entry, message: Message): DecisionDetail {
  const { code, reason, alarm, alarmReason, incident, suspect, target, rollbackExecutionId, frozen } = entry;
  return {
    version: 1,
    id: entry.id,
    at: moment(entry.at),
    causedAt: moment(entry.causedAt),
    pipeline,
    stage,
    code,
    ...(reason !== undefined && { reason }),
    headline: message.headline,
    sentence: oneLine(entry.sentence, LONGEST.sentence),
    cause: oneLine(entry.cause, LONGEST.name),
    ...(alarm !== undefined && {
      alarm: {
        name: nameOf(alarm),
        ...(parseAlarmArn(alarm) && { arn: alarm }),
        ...(alarmReason !== undefined && { reason: oneLine(alarmReason, LONGEST.alarmReason) }),
      },
    }),
    ...(incident !== undefined && { incident }),
    ...(suspect !== undefined && { suspect: executionDetail(suspect) }),
    ...(target !== undefined && { target: executionDetail(target) }),
    ...(rollbackExecutionId !== undefined && { rollbackExecutionId }),
    ...(frozen !== undefined && { frozen }),
    nextStep: { text: message.nextStep.text, commands: [...message.nextStep.commands] },
    links: [...message.links],
  };
}

function executionDetail({ id, startedAt, revisions, author }: Execution): ExecutionDetail {
  return {
    executionId: id,
    startedAt: moment(startedAt),
    ...(author !== undefined && { author: oneLine(author, LONGEST.name) }),
    revisions: revisions.slice(0, MOST_REVISIONS).map(({ action, id: revision, summary }) => ({
      action: oneLine(action, LONGEST.name),
      ...(revision !== undefined && { id: oneLine(revision, LONGEST.name) }),
      ...(summary !== undefined && { summary: oneLine(summary.split('\n', 1)[0] ?? '', LONGEST.summary) }),
    })),
  };
}

function moment(time: EpochMillis): string {
  return new Date(time).toISOString();
}
