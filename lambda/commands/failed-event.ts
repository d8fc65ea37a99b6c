import * as z from 'zod/mini';
import { parseJson } from '../intake/json.ts';
import { parseEvent } from '../intake/parse-event.ts';
import type { Received } from '../intake/trigger.ts';
import type { Ports } from '../ports.ts';

/** What Lambda keeps of an invocation that failed (L:invocation-async-retain-records); EventBridge keeps the event as it is. */
const InvocationRecord = z.object({ requestContext: z.object({}), requestPayload: z.unknown() });

/** Reads what lies in the queue of failed events, as if it had just come. Throws RejectedEvent. */
export function readFailedEvent(
  { clock, home, stacks }: Pick<Ports, 'clock' | 'home' | 'stacks'>,
  body: string,
  requestId: string,
): Received {
  const json = parseJson(body);
  const record = InvocationRecord.safeParse(json);
  const event = record.success ? record.data.requestPayload : json;
  const { takesAnswers } = stacks;
  return parseEvent(event, { requestId, now: clock(), home, takesAnswers });
}
