import type { Cancel } from '../clock.ts';
import { type Call, type CallSelector, isSelected } from './call-log.ts';

/** What goes wrong with a call. */
export type Fault =
  /** The service answers this error and does nothing. */
  | { readonly kind: 'error'; readonly name: string; readonly message?: string; readonly httpStatus?: number }
  /** ThrottlingException, `Rate exceeded`. */
  | { readonly kind: 'throttle' }
  /** The call takes longer by this much account time. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The operation happens, then the connection breaks. */
  | { readonly kind: 'lost-answer' }
  /** The connection breaks before the operation. */
  | { readonly kind: 'never-delivered' };

export interface FaultRule extends CallSelector {
  /** Which of the selected calls, counted from 1 since the rule was added: one number, or a range. All where absent. */
  readonly calls?: number | { readonly from: number; readonly to?: number };
  readonly fault?: Fault;
  /** Runs before the operation; the call waits for it. */
  readonly before?: (call: Call) => void | Promise<void>;
  /** Runs after the operation (done or refused) and before its answer leaves; the answer waits for it. */
  readonly after?: (call: Call) => void | Promise<void>;
}

/** What the rules make of one call. */
export interface PlannedFaults {
  readonly latencyMilliseconds: number;
  /** The first that applies, of all that are not latency. */
  readonly fault: Exclude<Fault, { kind: 'latency' }> | undefined;
  readonly before: () => Promise<void>;
  readonly after: () => Promise<void>;
}

/** The faults of the account, as rules that can be added at any time. */
export class Faults {
  readonly #rules = new Map<FaultRule, { seen: number }>();

  /** Rules are independent: each counts its own calls. Returns what removes the rule again. */
  add(rule: FaultRule): Cancel {
    const own = { ...rule };
    this.#rules.set(own, { seen: 0 });
    return () => {
      this.#rules.delete(own);
    };
  }

  clear(): void {
    this.#rules.clear();
  }

  /** Counts the call against every rule and answers what happens to it. */
  plan(call: Call): PlannedFaults {
    const due = [...this.#rules].filter(([rule, count]) => isSelected(rule, call) && isDue(rule, ++count.seen));
    const rules = due.map(([rule]) => rule);
    return {
      latencyMilliseconds: rules.reduce(
        (sum, { fault }) => sum + (fault?.kind === 'latency' ? fault.milliseconds : 0),
        0,
      ),
      fault: rules.map(({ fault }) => fault).find((fault) => fault !== undefined && fault.kind !== 'latency'),
      before: async () => {
        for (const rule of rules) await rule.before?.(call);
      },
      after: async () => {
        for (const rule of rules) await rule.after?.(call);
      },
    };
  }
}

function isDue({ calls }: FaultRule, number: number): boolean {
  if (calls === undefined) return true;
  if (typeof calls === 'number') return number === calls;
  return number >= calls.from && number <= (calls.to ?? Number.POSITIVE_INFINITY);
}
