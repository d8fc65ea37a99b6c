import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { DeployedBus, DeployedRule } from '../../account/template/deployed-stack.ts';
import { type PublishEvent, type Service, ServiceError } from '../service.ts';
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
  /** Loses the event. CodePipeline's events, which are best effort, can be lost (EBref:events-ref-codepipeline), and what is forwarded to another bus. */
  readonly lose?: (event: BusEvent, rule: DeployedRule) => boolean;
}

export interface EventBusDeps {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly targets: EventTargets;
  /** Besides the default one. */
  readonly buses?: readonly DeployedBus[];
  readonly rules?: readonly DeployedRule[];
  /** From the event to the first attempt to deliver it, in milliseconds; default 300. */
  readonly latencyMillis?: number;
}

/** The event buses of an account and region, the default one above all. */
export interface EventBus {
  readonly service: Service;
  readonly publish: PublishEvent;
  /** Adds a rule or replaces the one of that name. */
  readonly putRule: (rule: DeployedRule) => void;
  readonly removeRule: (name: string, busName?: string) => void;
  /** Of the default bus, by name. */
  readonly rules: () => readonly DeployedRule[];
  readonly putBus: (bus: DeployedBus) => void;
  /** The bus of that ARN, if it is here. */
  readonly busOf: (arn: string) => DeployedBus | undefined;
  /** An event of elsewhere, as it is there, comes to a bus; whether it may is not asked. */
  readonly receive: (event: BusEvent, busName: string) => void;
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
    const canBeLost =
      event.source === 'aws.codepipeline' || rule.targets.some(({ arn }) => arn.includes(':event-bus/'));
    if (canBeLost && faults.lose?.(event, rule) === true) return;
    const ingestedAt = clock.now();
    const first = ingestedAt + latency + (faults.delay?.(event, rule) ?? 0);
    const copies = 1 + (faults.duplicates?.(event, rule) ?? 0);
    for (const target of rule.targets) {
      for (let copy = 0; copy < copies; copy++)
        delivery.schedule({ rule, target, event, ingestedAt }, first + copy * DUPLICATE_AFTER_MILLIS);
    }
  };

  const onSchedule = (rule: DeployedRule) => {
    const event = envelope(
      { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} },
      identity,
      clock.now(),
    );
    note(event);
    deliver(event, rule);
  };
  const rules = new Map([['default', new Rules(identity, clock, onSchedule)]]);
  const buses = new Map<string, DeployedBus>();
  const rulesOn = (bus: string): Rules => {
    const found = rules.get(bus);
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
  };
  const putBus = (bus: DeployedBus): void => {
    buses.set(bus.arn, bus);
    if (!rules.has(bus.name)) rules.set(bus.name, new Rules(identity, clock, onSchedule, bus.name));
  };
  const putRule = (rule: DeployedRule) => rulesOn(rule.busName ?? 'default').put(rule);
  const note = (event: BusEvent): void => {
    events.push(event);
    for (const listener of listeners) listener(event);
  };
  const receive = (event: BusEvent, bus: string): void => {
    for (const rule of rulesOn(bus).matching(event)) deliver(event, rule);
  };
  const accept = (event: BusEvent): void => {
    note(event);
    receive(event, 'default');
  };
  for (const bus of deps.buses ?? []) putBus(bus);
  for (const rule of deps.rules ?? []) putRule(rule);
  return {
    service: eventsService({ identity, clock, rulesOn, accept }),
    publish: (event) => accept(envelope(event, identity, clock.now())),
    putRule,
    removeRule: (name, busName = 'default') => rulesOn(busName).remove(name),
    rules: () => rulesOn('default').all(),
    putBus,
    busOf: (arn) => buses.get(arn),
    receive,
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
