import * as z from 'zod';
import type { Entry } from '../decision/entry.ts';
import type { Execution } from '../decision/execution.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';
import { EntryCode } from '../stage/forms.ts';
import type { Message } from './message.ts';
import { oneLine } from './text.ts';

/** `source` of the events on the default event bus; not one of AWS's, so no rule of a guard matches them. */
export const EVENT_SOURCE = 'rollback-controller';
export const EVENT_DETAIL_TYPE = 'Rollback Controller Decision';

const Moment = z.iso.datetime().describe('ISO 8601, UTC, with milliseconds.');

const ExecutionDetail = z.object({
  executionId: z.string(),
  startedAt: Moment,
  revisions: z
    .array(z.object({ action: z.string(), id: z.string().exactOptional(), summary: z.string().exactOptional() }))
    .describe('Source action, commit id (or image digest, object version) and the first line of the commit message.'),
});

/**
 * `detail` of the event. Within version 1 members are only added, so a consumer ignores members that it does not know; a
 * change of what is there raises the version.
 */
export const DecisionDetail = z
  .object({
    version: z.literal(1),
    id: z.string().describe('Unique within the stage; the same if the event is delivered twice.'),
    at: Moment.describe('When it was decided or happened.'),
    causedAt: Moment.describe('When its cause happened: the alarm, the command.'),
    pipeline: z.string(),
    stage: z.string(),
    code: EntryCode.describe('What happened (docs/how-it-decides.md, entry codes).'),
    reason: z.string().exactOptional().describe('Where code is hold: why nothing was done (hold codes).'),
    headline: z.string().describe('For people. May be reworded.'),
    sentence: z.string().describe('For people: what happened and why, with the numbers. May be reworded.'),
    cause: z.string().describe('For people: the alarm, the person or the rule behind it.'),
    alarm: z.object({ name: z.string(), reason: z.string().exactOptional() }).exactOptional(),
    incident: z.string().exactOptional().describe('The same for everything that happens to one incident.'),
    suspect: ExecutionDetail.exactOptional().describe('The execution that is blamed.'),
    target: ExecutionDetail.exactOptional().describe('The execution that the stage goes back to.'),
    rollbackExecutionId: z.string().exactOptional(),
    frozen: z.boolean().exactOptional().describe('Whether the controller keeps the inbound transition disabled.'),
    nextStep: z.object({
      text: z.string(),
      commands: z
        .array(
          z.object({ action: z.string(), pipeline: z.string().exactOptional(), stage: z.string().exactOptional() }),
        )
        .describe('Events to invoke the function with.'),
    }),
    links: z.array(z.object({ label: z.string(), url: z.string() })).describe('Pages of the AWS console.'),
  })
  .describe('Something that the rollback controller decided, or that happened to an incident.');

export type DecisionDetail = z.infer<typeof DecisionDetail>;

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
        name: alarm,
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

function executionDetail({ id, startedAt, revisions }: Execution): z.infer<typeof ExecutionDetail> {
  return {
    executionId: id,
    startedAt: moment(startedAt),
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
