import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { CONTROLLER_ARN } from '../support/ports/model-pipelines.ts';
import { nameOf } from './invocation.ts';
import { trueDeployments } from './live-truth.ts';
import type { Truth } from './truth.ts';

interface Counted {
  readonly incident: string;
  readonly at: EpochMillis;
}

/** No more automatic rollbacks than the guard allows, until the stage has been healthy. */
export class LimitCheck {
  readonly #truth: Truth;
  /** By stage. */
  readonly #accepted = new Map<string, readonly Counted[]>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  /**
   * One behind which every alarm recovered counts only as long as we keep the stage closed for it: a person, or the next incident, may have
   * closed it anew. So does one behind which every alarm was OK before the end of a deployment that came since. Read from the decision records,
   * written or promised: a death beside one takes nothing back.
   */
  rollsBack(key: StageKey, incident: string, { promised }: StageState): readonly string[] {
    const { alarms, codePipeline, history, now, policy } = this.#truth;
    const { enabled, disabledReason = '', lastChangedBy } = codePipeline.script.stage(key).inbound;
    const isOpen = enabled || lastChangedBy !== CONTROLLER_ARN || disabledReason.includes(incident);
    const entries = [...history.of(key), ...promised];
    const rearmedAt = Math.max(0, ...entries.filter(({ code }) => code === 're-armed').map(({ at }) => at));
    const recovered = entries.filter(({ code }) => code === 'recovered').map((entry) => entry.incident);
    const accepted = [...(this.#accepted.get(nameOf(key)) ?? []), { incident, at: now() }];
    this.#accepted.set(nameOf(key), accepted);
    const guard = policy(key)?.policy;
    const deployed = trueDeployments(codePipeline, key).findLast(({ execution }) => execution.type === 'STANDARD');
    const isOver = ({ incident: of, at }: Counted) =>
      recovered.includes(of) ||
      (deployed !== undefined && deployed.beganAt > at && alarms.wereOk(guard?.alarms ?? [], at, deployed.endedAt));
    const count = accepted.filter((one) => one.at > rearmedAt && !(isOpen && isOver(one))).length;
    const most = guard?.maxAutomaticRollbacks ?? 0;
    return count > most ? [`${nameOf(key)}: ${count} automatic rollbacks since it was healthy, limit ${most}`] : [];
  }
}
