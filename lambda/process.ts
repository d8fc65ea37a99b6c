import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { check } from './commands/check.ts';
import { runCommand } from './commands/run-command.ts';
import type { Controller, ControllerOptions } from './controller.ts';
import { answerNotUnderstood } from './decision/commands/answer.ts';
import { SECOND } from './decision/time.ts';
import { provide } from './guards/provide.ts';
import { handle } from './intake/handle.ts';
import { parseEvent } from './intake/parse-event.ts';
import { RejectedEvent } from './intake/rejected-event.ts';
import type { SqsRecords } from './intake/trigger.ts';
import { decodeRest, decodeWatch } from './intake/watch-message.ts';
import type { UnusableInput } from './log/log.ts';
import type { Ports } from './ports.ts';

/** The part of a logger that the processing of an event needs. */
export interface EventLogger {
  appendKeys(keys: Record<string, unknown>): void;
  debug(message: string, details: Record<string, unknown>): void;
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}

export interface Processing {
  readonly ports: Ports;
  readonly options: ControllerOptions;
  readonly logger: EventLogger;
}

type InvocationContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/** A watch message is not begun with less than this left of the invocation: it comes back by itself. */
const ENOUGH_TIME = 15 * SECOND;

/** So much of an invocation is left for the answer to a stack, which is tried three times. */
const TO_ANSWER = 8 * SECOND;

/** One event in, one answer out: what was decided, or which SQS records are to come back. Errors escape. */
export async function process(processing: Processing, event: unknown, context: InvocationContext): Promise<unknown> {
  const { ports, logger } = processing;
  const requestId = context.awsRequestId;
  const invocation = { requestId, now: ports.clock(), home: ports.home, takesAnswers: ports.stacks.takesAnswers };
  const parsed = understood(ports, () => parseEvent(event, invocation), 'event', { event });
  if (parsed.kind === 'sqs') return processWatches(processing, parsed, context);
  if (parsed.kind === 'not-a-trigger') {
    logger.info('not a trigger', { why: parsed.why });
    return { outcome: 'ignored', reason: parsed.why };
  }
  if (parsed.kind === 'not-understood') {
    logger.info('not understood', { why: parsed.why });
    return answerNotUnderstood(parsed.why);
  }
  logger.appendKeys({ trigger: parsed.kind === 'alarm' ? parsed.cause.id : parsed.id });
  if (parsed.kind === 'author') {
    await ports.authors.note(parsed.executionId, parsed.author);
    logger.debug('author', { execution: parsed.executionId });
    return { outcome: 'noted' };
  }
  const controller: Controller = { ...processing, holder: newHolder(requestId) };
  if (parsed.kind === 'guard') {
    const until = ports.clock() + context.getRemainingTimeInMillis() - TO_ANSWER;
    const answer = await provide({ ...controller, until }, parsed);
    logger.info('guard', { does: parsed.does, stack: parsed.stack, resource: parsed.resource, answer });
    return answer;
  }
  const answer = parsed.kind === 'command' ? await runCommand(controller, parsed) : await handle(controller, parsed);
  // Most alarms of an account guard nothing: not worth a line each.
  const isNews = !Array.isArray(answer) || answer.some(({ outcome }) => outcome !== 'unguarded');
  logger[isNews ? 'info' : 'debug']('handled', { answer });
  return answer;
}

/** Watch messages one after the other; those that fail, or that time does not suffice for, come back. */
async function processWatches(
  processing: Processing,
  { records }: SqsRecords,
  context: InvocationContext,
): Promise<SQSBatchResponse> {
  const { ports, logger } = processing;
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of records) {
    if (context.getRemainingTimeInMillis() < ENOUGH_TIME && records.length > 1) {
      batchItemFailures.push({ itemIdentifier: messageId });
      continue;
    }
    // The lock tells invocations apart, and each record of a batch is one of its own.
    const controller: Controller = { ...processing, holder: newHolder(context.awsRequestId) };
    try {
      const rest = decodeRest(body);
      if (rest !== undefined) {
        const { behind, id, at, by } = rest;
        await check(controller, { id, at, command: { action: 'check', by } }, behind);
        continue;
      }
      const received = understood(ports, () => decodeWatch(body, ports.home), 'watch message', { messageId });
      const { message } = received;
      const outcome = await handle(controller, { kind: 'watch', ...received });
      logger.info('watched', { stage: `${message.pipeline}/${message.stage}`, outcome });
    } catch (error) {
      logger.error('watch message failed', { messageId, body, error: error instanceof Error ? error : String(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

/** Lambda gives retries and second deliveries of an event the request id of the first, and they may run at the same time. */
function newHolder(requestId: string): string {
  return `${requestId}/${randomUUID()}`;
}

/** What `read` makes of an input; one that is refused is counted, and the refusal escapes. */
function understood<T>({ log }: Ports, read: () => T, input: UnusableInput, details: object): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RejectedEvent) log.unusable(input, error.message, details);
    throw error;
  }
}
