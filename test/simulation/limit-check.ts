import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { CONTROLLER_ARN } from '../support/ports/model-pipelines.ts';
import { nameOf } from './invocation.ts';
import type { Truth } from './truth.ts';

interface Counted {
  readonly incident: string;
  recovered: boolean;
}

/** No more automatic rollbacks than the guard allows, until the stage has been healthy. */
export class LimitCheck {
  readonly #truth: Truth;
  /** By stage, those since it was healthy. */
  readonly #counted = new Map<string, Counted[]>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  recovered(key: StageKey, incident: string | undefined): void {
    for (const one of this.#of(key)) if (one.incident === incident) one.recovered = true;
  }

  rearmed(key: StageKey): void {
    this.#counted.delete(nameOf(key));
  }

  /**
   * One behind which every alarm recovered counts only as long as we keep the stage closed for it: a person, or the next incident, may have
   * closed it anew. Its record may still be promised: a death before it was written takes nothing back.
   */
  rollsBack(key: StageKey, incident: string, { promised }: StageState): readonly string[] {
    const { enabled, disabledReason = '', lastChangedBy } = this.#truth.codePipeline.script.stage(key).inbound;
    const isOpen = enabled || lastChangedBy !== CONTROLLER_ARN || disabledReason.includes(incident);
    for (const entry of promised) if (entry.code === 'recovered') this.recovered(key, entry.incident);
    const counted = this.#of(key);
    const count = counted.filter((one) => !one.recovered || !isOpen).length + 1;
    this.#counted.set(nameOf(key), [...counted, { incident, recovered: false }]);
    const most = this.#truth.policy(key)?.policy.maxAutomaticRollbacks ?? 0;
    return count > most ? [`${nameOf(key)}: ${count} automatic rollbacks since it was healthy, limit ${most}`] : [];
  }

  #of(key: StageKey): readonly Counted[] {
    return this.#counted.get(nameOf(key)) ?? [];
  }
}
