import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageMemory } from '../../lambda/decision/state.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { type Invocation, nameOf } from './invocation.ts';
import type { Truth } from './truth.ts';

/** Says what is wrong about what the controller makes of a recovery, from when it notes one until people are told. */
export class RecoveryVerdict {
  readonly #truth: Truth;
  /** Incidents that were noted as recovered, with their stage: two stages with one alarm may have incidents of the same name. */
  readonly #noted = new Set<string>();
  /** Incidents whose freeze "until-recovered" was lifted by the controller itself. */
  readonly #lifted = new Set<string>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  /** A record of the stage was saved. */
  saved(invocation: Invocation, key: StageKey, { incident }: StageMemory): readonly string[] {
    if (incident?.phase !== 'verifying' || incident.verdict?.code !== 'recovered') return [];
    const name = `${nameOf(key)}/${incident.id}`;
    if (this.#noted.has(name)) return [];
    this.#noted.add(name);
    return this.#wereOk(invocation, key) ? [] : [`${nameOf(key)}: noted as recovered although not every alarm was OK`];
  }

  /** The transition was enabled. */
  lifted({ event }: Invocation, key: StageKey, { incident }: StageMemory): void {
    // A command is a person's wish, and no sign of a recovery.
    if ('action' in event || incident?.phase !== 'verifying') return;
    if (incident.settings.freeze === 'until-recovered') this.#lifted.add(`${nameOf(key)}/${incident.id}`);
  }

  /** People are told. */
  told(invocation: Invocation, key: StageKey, { code, incident }: Entry): readonly string[] {
    const name = `${nameOf(key)}/${incident}`;
    if (code === 'recovered' && !this.#noted.has(name) && !this.#wereOk(invocation, key)) {
      return [`${nameOf(key)}: "recovered" although not every alarm was OK`];
    }
    const isOpen = invocation.looks.get(nameOf(key))?.inbound.enabled;
    if (code === 'superseded' && this.#lifted.has(name) && isOpen) {
      return [`${nameOf(key)}: "superseded" by what was let in when incident ${incident} had recovered`];
    }
    return [];
  }

  #wereOk({ startedAt }: Invocation, key: StageKey): boolean {
    const { alarms, now, policy } = this.#truth;
    const names = policy(key)?.policy.alarms ?? [];
    return alarms.wereOk(names, startedAt, now());
  }
}
