/** dynamodb-lock-client ships no types. */
declare module 'dynamodb-lock-client' {
  type Done<T> = (error: Error | undefined | null, value: T) => void;

  interface HeldLock {
    release(done: Done<void>): void;
  }

  /** The part of SDK 2's document client that it calls. */
  interface CallbackClient {
    get(input: object, done: Done<unknown>): void;
    put(input: object, done: Done<unknown>): void;
    delete(input: object, done: Done<unknown>): void;
  }

  class FailOpen {
    constructor(config: {
      readonly dynamodb: CallbackClient;
      readonly lockTable: string;
      readonly partitionKey: string;
      readonly leaseDurationMs: number;
      readonly heartbeatPeriodMs?: number;
      readonly trustLocalTime?: boolean;
      readonly retryCount?: number;
    });
    acquireLock(id: string, done: Done<HeldLock>): void;
  }

  const library: { readonly FailOpen: typeof FailOpen };
  export default library;
}
