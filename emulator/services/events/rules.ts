import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Cancel, Clock } from '../../account/clock.ts';
import type { DeployedRule, DeployedRuleTarget } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';
import type { BusEvent } from './event.ts';
import { compileEventPattern, type EventMatcher } from './event-pattern.ts';
import { parseScheduleExpression, type Schedule } from './schedule-expression.ts';

/** Quota "Rules" of an event bus. */
const MAX_RULES = 300;
/** Quota "Targets" of a rule. */
const MAX_TARGETS = 5;

interface ActiveRule {
  readonly rule: DeployedRule;
  readonly matches: EventMatcher | undefined;
  readonly stopSchedule: Cancel;
}

/** The rules of an event bus. */
export class Rules {
  readonly #identity: AccountIdentity;
  readonly #clock: Clock;
  readonly #onSchedule: (rule: DeployedRule) => void;
  readonly #bus: string;
  readonly #rules = new Map<string, ActiveRule>();

  constructor(identity: AccountIdentity, clock: Clock, onSchedule: (rule: DeployedRule) => void, bus = 'default') {
    this.#identity = identity;
    this.#clock = clock;
    this.#onSchedule = onSchedule;
    this.#bus = bus;
  }

  /** Adds a rule or replaces the one of that name. Throws where EventBridge would refuse it. */
  put(rule: DeployedRule): void {
    if (rule.eventPattern === undefined && rule.scheduleExpression === undefined)
      throw new ServiceError('ValidationException', `Rule ${rule.name} needs an EventPattern or a ScheduleExpression.`);
    if (rule.targets.length > MAX_TARGETS)
      throw new ServiceError('LimitExceededException', `Rule ${rule.name} has more than ${MAX_TARGETS} targets.`);
    if (!this.#rules.has(rule.name) && this.#rules.size >= MAX_RULES)
      throw new ServiceError('LimitExceededException', `The event bus ${this.#bus} has ${MAX_RULES} rules already.`);
    const matches = rule.eventPattern === undefined ? undefined : compileEventPattern(rule.eventPattern);
    const schedule =
      rule.scheduleExpression === undefined ? undefined : parseScheduleExpression(rule.scheduleExpression);
    this.#rules.get(rule.name)?.stopSchedule();
    const stopSchedule = schedule !== undefined && rule.enabled ? this.#run(rule.name, schedule) : () => undefined;
    this.#rules.set(rule.name, { rule, matches, stopSchedule });
  }

  /** The rule of that name, or `ResourceNotFoundException`. */
  get(name: string): DeployedRule {
    const active = this.#rules.get(name);
    if (active === undefined)
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${this.#bus}.`);
    return active.rule;
  }

  find(name: string): DeployedRule | undefined {
    return this.#rules.get(name)?.rule;
  }

  /** Every rule, by name. */
  all(): DeployedRule[] {
    return [...this.#rules.values()].map(({ rule }) => rule).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  remove(name: string): void {
    this.#rules.get(name)?.stopSchedule();
    this.#rules.delete(name);
  }

  setTargets(name: string, targets: readonly DeployedRuleTarget[]): void {
    this.put({ ...this.get(name), targets });
  }

  /** The enabled rules whose pattern the event matches. */
  matching(event: BusEvent): DeployedRule[] {
    return [...this.#rules.values()]
      .filter(({ rule, matches }) => rule.enabled && matches?.(event) === true)
      .map(({ rule }) => rule);
  }

  arnOf(name: string): string {
    return ruleArn(this.#identity, this.#bus, name);
  }

  #run(name: string, schedule: Schedule): Cancel {
    let cancel: Cancel = () => undefined;
    const next = () => {
      const due = schedule(this.#clock.now());
      if (due === undefined) return;
      cancel = this.#clock.at(due, () => {
        const rule = this.find(name);
        if (rule !== undefined) this.#onSchedule(rule);
        next();
      });
    };
    next();
    return () => cancel();
  }
}

/** A rule of another bus than the default one has the name of that before its own. */
export function ruleArn({ region, accountId }: AccountIdentity, bus: string, name: string): string {
  return `arn:aws:events:${region}:${accountId}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
}
