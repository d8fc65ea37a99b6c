import * as z from 'zod';
import { explain } from './explain.ts';
import { PipelineName, StageName } from './guard-policy.ts';
import { parseJson } from './json.ts';
import type { WatchMessage } from './ports.ts';
import { RejectedEvent } from './rejected-event.ts';
import { CauseOfWatch } from './stage-record.ts';

/** Version of the message; messages of another version are refused, and end in the dead-letter queue for a person. */
const VERSION = 1;

const Message = z.object({
  watch: z.literal(VERSION),
  pipeline: PipelineName,
  stage: StageName,
  dueAt: z.number(),
  cause: CauseOfWatch.exactOptional(),
  firstSeenAt: z.number().exactOptional(),
  stageChanged: z.boolean().exactOptional(),
});

export function encodeWatch(message: WatchMessage): string {
  return JSON.stringify({ watch: VERSION, ...message });
}

/** Reads the body of an SQS record. Throws a {@link RejectedEvent} where it is not a watch message of this version. */
export function decodeWatch(body: string): WatchMessage {
  const parsed = Message.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new RejectedEvent(`not a watch message of version ${VERSION}: ${explain(parsed.error)}`);
  }
  const { watch: _, ...message } = parsed.data;
  return message;
}
