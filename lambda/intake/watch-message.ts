import * as z from 'zod/mini';
import type { Location } from '../decision/alarm-arn.ts';
import { AlarmCause } from '../decision/cause.ts';
import type { Stored } from '../decision/stored.ts';
import { Time } from '../decision/time.ts';
import { PipelineName, StageName } from '../guard-policy.ts';
import { problemsOf } from '../problems-of.ts';
import { withAlarmArns } from '../stage/alarm-names.ts';
import { parseJson } from './json.ts';
import { RejectedEvent } from './rejected-event.ts';

/** Version of the message; messages of another version are refused, and end in the dead-letter queue for a person. */
const VERSION = 2;

const Message = z.strictObject({
  watch: z.literal(VERSION),
  pipeline: PipelineName,
  stage: StageName,
  dueAt: Time,
  /** Something changed in the stage: look at it even if nothing is open. */
  stageChanged: z.exactOptional(z.literal(true)),
});
/** "Look at this stage again", sent to ourselves: a pointer, never an order. */
export type WatchMessage = Omit<Stored<typeof Message>, 'watch'>;

/** What it noted of an alarm that outlasted a rollback is too little to decide by: that is looked at like any other. */
const FirstAlarm = z.omit(AlarmCause, { outlasted: true });

/** What the first edition sent: an alarm that waited for the lock may be in it. A command is an order, and is refused. */
const FirstMessage = z.strictObject({
  watch: z.literal(1),
  pipeline: PipelineName,
  stage: StageName,
  dueAt: Time,
  cause: z.exactOptional(FirstAlarm),
  firstSeenAt: z.exactOptional(Time),
  stageChanged: z.exactOptional(z.boolean()),
});

/** A message of the queue: the stage to look at; from the first edition also an alarm. */
export interface ReceivedWatch {
  readonly message: WatchMessage;
  readonly cause?: z.infer<typeof FirstAlarm>;
}

const Rest = z.strictObject({
  check: z.literal(VERSION),
  /** Of the check, as it began. */
  id: z.string().check(z.maxLength(100)),
  at: Time,
  by: z.string().check(z.maxLength(100)),
  /** `PIPELINE/STAGE`: those behind it, in the order of their names, are left. */
  behind: z.string().check(z.maxLength(201)),
});
/** A check of all stages goes on in another invocation. It only looks: whoever could send one would have stages looked over. */
export type RestOfCheck = Omit<Stored<typeof Rest>, 'check'>;

export function encodeRest(rest: RestOfCheck): string {
  return JSON.stringify({ check: VERSION, ...rest });
}

/** The rest of a check that a message is about; undefined for any other. */
export function decodeRest(body: string): RestOfCheck | undefined {
  // Hardly any is: the others are not taken apart twice.
  if (!body.includes('"check"')) return undefined;
  return Rest.safeParse(parseJson(body)).data;
}

export function encodeWatch(message: WatchMessage): string {
  return JSON.stringify({ watch: VERSION, ...message });
}

/** Reads the body of an SQS record. Throws a {@link RejectedEvent} where it is no watch message, or says more than one may. */
export function decodeWatch(body: string, home: Location): ReceivedWatch {
  const json = parseJson(body);
  const parsed = Message.safeParse(json);
  if (parsed.success) {
    const { watch: _, ...message } = parsed.data;
    return { message };
  }
  const first = FirstMessage.safeParse(withAlarmArns(json, home)).data;
  if (first === undefined) {
    throw new RejectedEvent(`not a watch message of version ${VERSION}: ${problemsOf(parsed.error)}`);
  }
  const { pipeline, stage, dueAt, cause, stageChanged } = first;
  const isChange = stageChanged === true || cause !== undefined;
  return { message: { pipeline, stage, dueAt, ...(isChange && { stageChanged: true }) }, ...(cause && { cause }) };
}
