import type { Principal } from '../../services/iam/principals.ts';
import type { EpochMillis } from '../clock.ts';
import type { JsonObject } from '../json-object.ts';

/** One call of a service's operation. */
export interface Call {
  /** Counts all calls of the account, from 1. */
  readonly sequence: number;
  readonly time: EpochMillis;
  readonly caller: Principal;
  /** Signing name of the service, e.g. `codepipeline`. */
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
}

/** A call and what became of it. */
export interface LoggedCall extends Call {
  /** `ok`, or the name of the error; `never-delivered` where a fault kept the call from the service; absent while it runs. */
  readonly outcome: string | undefined;
  /** False where the caller did not get the outcome, because a fault cut the connection. */
  readonly answered: boolean;
}

/** Picks calls; everything given must match. */
export interface CallSelector {
  readonly service?: string;
  readonly operation?: string;
  /** Calls of any process of this function. */
  readonly functionName?: string;
  /** Calls of this one process of a function. */
  readonly instance?: string;
  readonly where?: (call: Call) => boolean;
}

export function isSelected(selector: CallSelector, call: Call): boolean {
  const { caller } = call;
  return (
    (selector.service === undefined || selector.service === call.service) &&
    (selector.operation === undefined || selector.operation === call.operation) &&
    (selector.functionName === undefined ||
      (caller.kind === 'function' && selector.functionName === caller.functionName)) &&
    (selector.instance === undefined || (caller.kind === 'function' && selector.instance === caller.instance)) &&
    (selector.where === undefined || selector.where(call))
  );
}

/** Every call that reached the account, in order of arrival. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];

  get calls(): readonly LoggedCall[] {
    return this.#calls;
  }

  select(selector: CallSelector): LoggedCall[] {
    return this.#calls.filter((call) => isSelected(selector, call));
  }

  count(selector: CallSelector): number {
    return this.select(selector).length;
  }

  /** Enters a call that has begun. Its outcome follows by {@link settle}. */
  begin(call: Omit<Call, 'sequence'>): Call {
    const logged: LoggedCall = { ...call, sequence: this.#calls.length + 1, outcome: undefined, answered: false };
    this.#calls.push(logged);
    return logged;
  }

  settle(call: Call, outcome: string, answered: boolean): void {
    this.#calls[call.sequence - 1] = { ...call, outcome, answered };
  }
}
