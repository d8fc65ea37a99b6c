import * as z from 'zod/mini';
import type { Location } from '../decision/alarm-arn.ts';
import type { EpochMillis } from '../decision/time.ts';
import { problemsOf } from '../problems-of.ts';
import { COMMAND_EXAMPLES } from './command.ts';
import { lenient } from './json.ts';
import { RejectedEvent } from './rejected-event.ts';

/** What parsing knows besides the event. */
export interface Invocation {
  readonly requestId: string;
  readonly now: EpochMillis;
  /** Where the function runs. */
  readonly home: Location;
  /** Whether CloudFormation takes answers at a URL. */
  readonly takesAnswers: (url: string) => boolean;
}

export const ALARM_STATE_CHANGE = 'CloudWatch Alarm State Change';
export const STAGE_STATE_CHANGE = 'CodePipeline Stage Execution State Change';
export const PIPELINE_STATE_CHANGE = 'CodePipeline Pipeline Execution State Change';

/** A text; half characters are no text that AWS takes. */
export const text = lenient(
  z.pipe(
    z.string(),
    z.transform((value) => value.toWellFormed()),
  ),
);

/** Throws {@link RejectedEvent} where the event does not have this form. */
export function required<T>(schema: z.ZodMiniType<T>, event: unknown): T {
  const parsed = schema.safeParse(event);
  if (!parsed.success) throw rejected(`the event is malformed: ${problemsOf(parsed.error)}`);
  return parsed.data;
}

/** The refusal of an event, with what is accepted. */
export function rejected(why: string): RejectedEvent {
  const commands = COMMAND_EXAMPLES.map((example) => JSON.stringify(example)).join(', ');
  return new RejectedEvent(
    `${why}. Accepted: EventBridge events "${ALARM_STATE_CHANGE}" and "${STAGE_STATE_CHANGE}", the payload of a CloudWatch alarm's Lambda action, SQS records of the watch queue, and commands such as ${commands}`,
  );
}
