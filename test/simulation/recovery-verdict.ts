import { nameOf as alarmName } from '../../lambda/decision/alarm-arn.ts';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { type Invocation, nameOf } from './invocation.ts';
import type { Truth } from './truth.ts';

/** Says what is wrong about a recovery that people are told of. What was on before the rollback's suspect began counts for nothing. */
export class RecoveryVerdict {
  readonly #truth: Truth;

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  told({ startedAt }: Invocation, key: StageKey, { at, code, suspect, sentence }: Entry): readonly string[] {
    if (code !== 'recovered') return [];
    const { alarms, now, policy } = this.#truth;
    const names = policy(key)?.policy.alarms ?? [];
    const early = names.filter(
      (name) => (alarms.alarmSince(name) ?? Number.POSITIVE_INFINITY) <= (suspect?.startedAt ?? 0) + DEPLOYS_WITHIN,
    );
    const others = names.filter(
      (name) => !early.includes(name) || !sentence.includes(`"${alarmName(name)}" was on before`),
    );
    return alarms.wereOk(others, Math.min(startedAt, at - DECIDED_WITHIN), now())
      ? []
      : [`${nameOf(key)}: "recovered" although not every alarm was OK`];
  }
}

/** What an invocation decided, another may tell after its death. */
const DECIDED_WITHIN = 30_000;
/** From the start of an execution to the begin of its deployment in the stage. */
const DEPLOYS_WITHIN = 24 * 3_600_000;
