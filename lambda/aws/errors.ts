import { CouldNotRead, NotNow } from '../ports.ts';

/** Errors that mean "not now": the service is throttling, or broken for a moment. */
const TRANSIENT = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'LimitExceededFault',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'InternalFailure',
  'InternalServiceError',
  'InternalServiceFault',
  'InternalServerError',
  'RequestTimeoutException',
  'RequestTimeout',
]);

/** Errors of the connection: no answer came. */
const NO_ANSWER = new Set(['TimeoutError', 'AbortError', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** How a failed AWS call is to be understood. */
export interface AwsFailure {
  /** The error's name as AWS gives it, e.g. `ThrottlingException`. */
  readonly name: string;
  /** Name and message. */
  readonly problem: string;
  /** `refused`: an answer that will not change by itself. `unsent`: it never reached AWS. */
  readonly kind: 'refused' | 'throttled' | 'broken' | 'no-answer' | 'unsent';
}

/** Reads an SDK error; undefined for anything that is no failed AWS call and therefore unexpected. */
export function awsFailure(error: unknown): AwsFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const failed = (kind: AwsFailure['kind'], name = error.name) => ({
    name,
    problem: `${name}: ${error.message}`,
    kind,
  });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  for (const name of [error.name, code]) {
    if (NOT_SENT.has(name)) return failed('unsent', name);
    if (NO_ANSWER.has(name)) return failed('no-answer', name);
  }
  const status = httpStatus(error);
  if (status === undefined) return undefined;
  if (error.name.includes('Throttl') || status === 429) return failed('throttled');
  if (TRANSIENT.has(error.name)) return failed(status >= 500 ? 'broken' : 'throttled');
  return failed(status >= 500 || status < 300 ? 'broken' : 'refused');
}

/**
 * Runs a read; an AWS failure becomes {@link CouldNotRead}, everything else escapes. `permission` is the action that IAM
 * checks for it: a denial says which one to look for, also where AWS's own words do not.
 */
export async function reading<T>(what: string, permission: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    const { name, problem, kind } = failure;
    const missing = name.includes('AccessDenied') && !problem.includes(permission);
    const hint = missing ? `; it takes the permission ${permission}` : '';
    throw new CouldNotRead(what, `${problem}${hint}`, kind !== 'refused', error);
  }
}

/** What a call answers, or that there is no such thing, which AWS says by an error of this name. */
export async function ifThere<T>(call: Promise<T>, absence: string): Promise<T | 'not-found'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === absence) return 'not-found';
    throw error;
  }
}

/** Runs reads and writes that may be tried again; what may work in a moment becomes {@link NotNow}, everything else escapes as it is. */
export async function repeatable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined || failure.kind === 'refused') throw error;
    throw new NotNow(failure.problem, { cause: error });
  }
}

function httpStatus(error: Error): number | undefined {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const metadata: { httpStatusCode?: unknown } = error.$metadata;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
