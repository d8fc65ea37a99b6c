/**
 * Request header by which the runtime client says how much processor time it has had so far, in milliseconds. What a function takes to be
 * initialised is told by it: the wall clock of a busy machine tells of the machine.
 */
export const PROCESSOR_TIME_HEADER = 'local-runtime-processor-time-ms';
