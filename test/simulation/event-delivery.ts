import type { ServiceEvent } from '../../emulator/services/service.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { AlarmTruth } from './alarm-truth.ts';
import type { Chance } from './chance.ts';
import type { History } from './history.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** An alarm event that reached the function, for one stage. */
interface DeliveredAlarm {
  readonly key: StageKey;
  readonly causeId: string;
}

interface EventDeliveryOptions {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly identity: { readonly accountId: string; readonly region: string };
  readonly alarmTruth: AlarmTruth;
  readonly delivery: History['setting']['delivery'];
  readonly keys: readonly StageKey[];
  readonly policy: (key: StageKey) => GuardPolicy | undefined;
  /** Invokes the function. */
  readonly accept: (event: object) => void;
}

/** The rules of the event bus, and how well it delivers: events get lost, come late, and come twice. */
export class EventDelivery {
  readonly delivered: DeliveredAlarm[] = [];
  readonly #options: EventDeliveryOptions;
  readonly #events: (() => void)[] = [];
  #delayOf: (event: ServiceEvent) => number = () => 0;
  /** Whether the spoke forwards nothing. */
  areForwardsLost = false;

  constructor(options: EventDeliveryOptions) {
    this.#options = options;
  }

  /** Delivers an event once more, long after. */
  repeat(which: number): void {
    this.#events.at(-1 - which)?.();
  }

  /** From now on the events of pipelines come so many milliseconds later; with `Infinity` never. */
  holdBack(delayOf: (event: ServiceEvent) => number): void {
    this.#delayOf = delayOf;
  }

  onPipelineEvent(event: ServiceEvent): void {
    const delay = this.#delayOf(event);
    if (delay === 0) this.#toGuardedStage(event);
    else if (Number.isFinite(delay)) {
      const { time } = this.#options;
      time.at(time.now() + delay, () => this.#toGuardedStage(event));
    }
  }

  #toGuardedStage({ source, detailType, resources, detail }: ServiceEvent): void {
    const { chance, delivery, policy } = this.#options;
    const { pipeline, stage, state } = detail as { pipeline: string; stage: string; state: string };
    const key = { pipeline, stage };
    if (policy(key) === undefined || state === 'STOPPING') return;
    if (chance.percent(delivery.lostPercent)) return;
    this.#deliver({ ...this.#envelope(source, detailType, resources), detail }, () => undefined);
  }

  onAlarmEvent(event: ServiceEvent): void {
    const { time, alarmTruth, delivery, keys, policy } = this.#options;
    const causeId = alarmTruth.note(event, time.now());
    const { source, detailType, resources, detail } = event;
    const { state } = detail as { state: { value: string } };
    const [arn = ''] = resources;
    if (causeId === undefined || state.value !== 'ALARM') return;
    const isHere = arn.split(':')[4] === this.#options.identity.accountId;
    if (!isHere && this.areForwardsLost) return;
    const guarded = keys.filter((key) => policy(key)?.alarms.includes(arn));
    if (delivery.direct && isHere) {
      const payload = {
        source,
        alarmArn: arn,
        time: new Date(time.now()).toISOString(),
        alarmData: detail,
      };
      this.#deliver(payload, () => {
        for (const key of guarded) this.delivered.push({ key, causeId });
      });
      return;
    }
    const envelope = this.#envelope(source, detailType, resources);
    this.#deliver({ ...envelope, detail }, () => {
      for (const key of guarded) this.delivered.push({ key, causeId });
    });
  }

  #envelope(source: string, detailType: string, resources: readonly string[]) {
    const { accountId, region } = this.#options.identity;
    const [, , , , account = accountId] = resources[0]?.includes(':alarm:') ? resources[0].split(':') : [];
    const time = new Date(this.#options.time.now()).toISOString();
    return { id: `e${this.#events.length}`, source, 'detail-type': detailType, account, region, time, resources };
  }

  #deliver(event: object, onDelivery: () => void): void {
    const { time, chance, accept } = this.#options;
    const { latePercent, twicePercent } = this.#options.delivery;
    const arrive = () => {
      onDelivery();
      accept(event);
    };
    const latency = () => (chance.percent(latePercent) ? chance.between(2_000, 1_200_000) : chance.between(50, 900));
    this.#events.push(arrive);
    time.at(time.now() + latency(), arrive);
    if (chance.percent(twicePercent)) time.at(time.now() + latency(), arrive);
  }
}
