/*
 * How the function's process learns the account's time, which is not part of Lambda's Runtime API. Both hold epoch
 * milliseconds; real time passes on top in the process.
 */

/** On the answer of `/invocation/next`: the account's time when the invocation was handed over. */
export const ACCOUNT_TIME_HEADER = 'X-Local-Account-Time';

/** In the environment of the process: the account's time when it was started. */
export const ACCOUNT_TIME_VARIABLE = '_LOCAL_ACCOUNT_TIME';
