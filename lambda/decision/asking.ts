import type { ObservedAlarm } from './alarm.ts';
import type { Facts, Read, Want } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';

/**
 * A rule needs a fact that has not been read. It suspends the step, which answers what it wants and is taken again with it: rules
 * read as if every fact were at hand (ADR 0012).
 */
export class FactWanted {
  readonly wants: readonly Want[];

  constructor(wants: readonly Want[]) {
    this.wants = wants;
  }
}

/** A rule needs a fact that could not be read, or that does not show yet: no verdict. */
export class FactUnclear extends Error {
  override readonly name = 'FactUnclear';
  readonly what: string;
  readonly problem: string;
  /** Worth another try. */
  readonly transient: boolean;

  constructor(unread: { readonly what: string; readonly problem: string; readonly transient: boolean }) {
    super(`${unread.what}: ${unread.problem}`);
    this.what = unread.what;
    this.problem = unread.problem;
    this.transient = unread.transient;
  }

  get asHold(): Hold {
    return hold.couldNotObserve(this);
  }
}

/** A list is read this far, and no further: CodePipeline throttles early. */
const FAR_ENOUGH = 1_000;

/** Suspends for the next page of a list, where there may be one that is worth its call. */
export function readOn(facts: Facts, of: 'succeeded' | 'actions'): void {
  const { items, complete } = known(facts, of);
  if (!complete && items.length < FAR_ENOUGH) throw new FactWanted([{ fact: 'more', of }]);
}

type Plain = 'guard' | 'globalPause' | 'stage' | 'recent' | 'succeeded' | 'actions' | 'structure';
/** What a read holds. */
export type ValueOf<R> = R extends { readonly ok: true; readonly value: infer T } ? T : never;

/** The value of a fact. Suspends where it was not read; throws {@link FactUnclear} where it could not be. */
export function known<F extends Plain>(facts: Facts, fact: F): ValueOf<NonNullable<Facts[F]>>;
export function known(facts: Facts, fact: Plain): unknown {
  return readValue<unknown>(facts[fact], { fact });
}

/** The value of a read. */
export function readValue<T>(read: Read<T> | undefined, want: Want): T {
  if (read === undefined) throw new FactWanted([want]);
  if (!read.ok) throw new FactUnclear(read);
  return read.value;
}

/** An alarm by its ARN. */
export function alarmIn(facts: Facts, arn: string): ObservedAlarm | 'not-found' {
  return readValue(facts.alarms[arn], { fact: 'alarm', arn });
}

/** Those of these alarms that exist. */
export function alarmsIn(facts: Facts, arns: readonly string[]): readonly ObservedAlarm[] {
  return arns.map((arn) => alarmIn(facts, arn)).filter((alarm) => alarm !== 'not-found');
}

/** The same without those that nobody may look at, in a spoke that is cut off say: they are none of what the others are judged by. */
export function visibleIn(facts: Facts, arns: readonly string[]): readonly ObservedAlarm[] {
  return alarmsIn(
    facts,
    arns.filter((arn) => {
      const read = facts.alarms[arn];
      return read === undefined || read.ok || read.transient;
    }),
  );
}

export function wantsOf(arns: readonly string[]): readonly Want[] {
  return arns.map((arn) => ({ fact: 'alarm', arn }));
}

/** Suspends until all of them were read, well or badly: what is needed anyway is read at once. */
export function readAll(facts: Facts, wants: readonly Want[]): void {
  const missing = wants.filter((want) => readOf(facts, want) === undefined);
  if (missing.length > 0) throw new FactWanted(missing);
}

function readOf(facts: Facts, want: Want): unknown {
  switch (want.fact) {
    case 'more':
      return undefined;
    case 'alarm':
      return facts.alarms[want.arn];
    case 'history':
      return facts.histories[want.alarm];
    case 'execution':
      return facts.executions[want.id];
    case 'rivals':
      return facts.rivals[want.alarm];
    case 'recorded':
      return facts.recorded[want.entry];
    case 'guard':
    case 'globalPause':
    case 'stage':
    case 'recent':
    case 'succeeded':
    case 'actions':
    case 'structure':
      return facts[want.fact];
  }
}
