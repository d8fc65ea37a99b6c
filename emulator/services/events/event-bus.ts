import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { DeployedRule } from '../../account/template/deployed-stack.ts';
import type { PublishEvent, Service } from '../service.ts';
import { Delivery, type EventTargets, type FailedDelivery } from './delivery.ts';
import { type BusEvent, envelope } from './event.ts';
import { eventsService } from './operations.ts';
import { Rules } from './rules.ts';

/**
 * What may go wrong on the way from an event to a target. Each knob is asked for every delivery of an event to a rule;
 * all of it is documented EventBridge behaviour, only rarer in life.
 */
export interface DeliveryFaults {
  /** How many times the event is delivered again. */
  readonly duplicates?: (event: BusEvent, rule: DeployedRule) => number;
  /** Extra milliseconds; different ones for different events change their order. */
  readonly delay?: (event: BusEvent, rule: DeployedRule) => number;
  /** Loses the event. Only CodePipeline's events, which are best effort, can be lost (EBref:events-ref-codepipeline). */
  readonly lose?: (event: BusEvent, rule: DeployedRule) => boolean;
}

export interface EventBusDeps {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly targets: EventTargets;
  readonly rules?: readonly DeployedRule[];
  /** From the event to the first attempt to deliver it, in milliseconds; default 300. */
  readonly latencyMillis?: number;
}

/** The default event bus of the account. */
export interface EventBus {
  readonly service: Service;
  readonly publish: PublishEvent;
  /** Adds a rule or replaces the one of that name. */
  readonly putRule: (rule: DeployedRule) => void;
  readonly removeRule: (name: string) => void;
  /** Sets the delivery faults from now on; `{}` ends them. */
  readonly setFaults: (faults: DeliveryFaults) => void;
  /** Calls `listener` with every event as it is published. */
  readonly onEvent: (listener: (event: BusEvent) => void) => void;
  /** Every event that was published, oldest first. */
  readonly events: readonly BusEvent[];
  /** Deliveries that were given up. */
  readonly failedDeliveries: readonly FailedDelivery[];
}

const DEFAULT_LATENCY_MILLIS = 300;
/** An event delivered twice comes again this much later. */
const DUPLICATE_AFTER_MILLIS = 500;

export function createEventBus({ identity, clock, targets, latencyMillis, ...deps }: EventBusDeps): EventBus {
  const latency = latencyMillis ?? DEFAULT_LATENCY_MILLIS;
  const delivery = new Delivery(clock, targets);
  const events: BusEvent[] = [];
  const listeners: ((event: BusEvent) => void)[] = [];
  let faults: DeliveryFaults = {};

  const deliver = (event: BusEvent, rule: DeployedRule): void => {
    if (event.source === 'aws.codepipeline' && faults.lose?.(event, rule) === true) return;
    const ingestedAt = clock.now();
    const first = ingestedAt + latency + (faults.delay?.(event, rule) ?? 0);
    const copies = 1 + (faults.duplicates?.(event, rule) ?? 0);
    for (const target of rule.targets) {
      for (let copy = 0; copy < copies; copy++)
        delivery.schedule({ rule, target, event, ingestedAt }, first + copy * DUPLICATE_AFTER_MILLIS);
    }
  };

  const rules = new Rules(identity, clock, (rule) => {
    const event = envelope(
      { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} },
      identity,
      clock.now(),
    );
    events.push(event);
    for (const listener of listeners) listener(event);
    deliver(event, rule);
  });
  for (const rule of deps.rules ?? []) rules.put(rule);

  const accept = (event: BusEvent): void => {
    events.push(event);
    for (const listener of listeners) listener(event);
    for (const rule of rules.matching(event)) deliver(event, rule);
  };
  return {
    service: eventsService({ identity, clock, rules, accept }),
    publish: (event) => accept(envelope(event, identity, clock.now())),
    putRule: (rule) => rules.put(rule),
    removeRule: (name) => rules.remove(name),
    setFaults: (next) => {
      faults = next;
    },
    onEvent: (listener) => {
      listeners.push(listener);
    },
    events,
    failedDeliveries: delivery.failed,
  };
}
