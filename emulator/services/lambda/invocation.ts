import type { EpochMillis } from '../../account/clock.ts';

/** What an invocation came to. */
export interface InvocationResult {
  readonly requestId: string;
  /** JSON text: the handler's result, or the error in Lambda's shape (`errorType`, `errorMessage`, `trace`). */
  readonly payload: string;
  /** Present when the function failed, whatever the way (Lambda knows no other value any more). */
  readonly functionError?: 'Unhandled';
}

/** An invocation that has ended, for assertions, reports and the log tail. */
export interface InvocationRecord extends InvocationResult {
  /** JSON text. */
  readonly event: string;
  readonly startedAt: EpochMillis;
  /** Real milliseconds that the function took. */
  readonly durationMilliseconds: number;
  readonly coldStart: boolean;
  /** Lines on standard output and error, with Lambda's own START, END and REPORT lines. */
  readonly logLines: readonly string[];
}

/** The payload of an invocation that the platform, not the handler, ended. */
export function platformError(requestId: string, errorType: string, reason: string): string {
  return JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` });
}
