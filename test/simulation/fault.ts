import fc from 'fast-check';

/** The calls of the ports, by name: where faults strike. */
export const OPERATIONS = [
  'acquire',
  'leave',
  'save',
  'release',
  'rollback',
  'stop',
  'reject',
  'disableInbound',
  'enableInbound',
  'send',
  'has',
  'append',
  'announce',
  'of',
  'enter',
  'globalPause',
  'stage',
  'executions',
  'actions',
  'execution',
  'describe',
  'transitions',
  'start',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const FAULTS = [
  /** The process dies before the call is sent, or after its answer arrived. */
  'crash-before',
  'crash-after',
  /** Throttled, or a 5xx, to the last attempt: no effect. */
  'error',
  /** Done, but the answer is lost. */
  'lost',
  /** Not done, and no answer. */
  'unsent',
  /** Done, the answer lost, and the SDK tries again (never for calls that change a pipeline). */
  'retried',
  /** AccessDenied, Validation: will not get better. */
  'refused',
  /** ConflictException. */
  'conflict',
  /** Takes seconds. */
  'slow',
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Any fault. */
export const fault = fc.record({
  operation: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...OPERATIONS) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('rollback' as const, 'save' as const, 'acquire' as const, 'append' as const),
    },
  ),
  /** Strikes the n-th call of that name, counted from 0 over the whole history. */
  nth: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 20 })),
  kind: fc.constantFrom(...FAULTS),
});
export type Fault = typeof fault extends fc.Arbitrary<infer Value> ? Value : never;
