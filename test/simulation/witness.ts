import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { Reject } from '../../lambda/decision/effects.ts';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import type { Lock } from '../../lambda/stage/stage-lock.ts';
import type { StoredRecord } from '../support/ports/memory-stage-records.ts';
import { CONTROLLER_ARN } from '../support/ports/model-pipelines.ts';
import { wrongNoTarget, wrongReArming, wrongRollbackEntry } from './entry-verdict.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { LimitCheck } from './limit-check.ts';
import { RecoveryVerdict } from './recovery-verdict.ts';
import { type ArrivedRollback, wrongAttribution, wrongTarget } from './rollback-verdict.ts';
import { SKEW, type Truth } from './truth.ts';

/** I8. */
const MOST_BYTES = 100_000;
/** A rollback that CodePipeline accepted from the controller. */
export interface AcceptedRollback {
  readonly key: StageKey;
  readonly automatic: boolean;
  readonly executionId: string;
}

/**
 * Sees every change that the controller makes at the moment it takes effect, and compares it with the true state of the
 * world: none of the code under test takes part in the verdict.
 */
export class Witness {
  readonly violations: string[] = [];
  readonly rollbacks: AcceptedRollback[] = [];
  readonly #truth: Truth;
  readonly #recovery: RecoveryVerdict;
  /** `pipeline/stage/execution` rolled back from automatically. */
  readonly #automatic = new Set<string>();
  /** Executions rolled back from by us, by stage. */
  readonly #bad = new Map<string, Set<string>>();
  readonly #limit: LimitCheck;
  /** Invocations that have stopped a deployment, and in which stage. */
  readonly #stopping = new Map<Invocation, string>();
  /** Since when the whole controller is paused. */
  #pausedSince: EpochMillis | undefined;

  constructor(truth: Truth) {
    this.#truth = truth;
    this.#recovery = new RecoveryVerdict(truth);
    this.#limit = new LimitCheck(truth);
  }

  /** I3: a change of a pipeline under the lock only. */
  mutates(invocation: Invocation, key: StageKey, operation: string): void {
    const lock = invocation.locks.get(nameOf(key));
    const record = this.#truth.records.stored(key);
    const held = lock !== undefined && record?.fence === lock.fence && record.holder === lock.holder;
    if (!held) this.#violated('I3', `${operation} on ${nameOf(key)} without holding the lock`);
    else if (lock.leaseUntil < this.#truth.now() - SKEW) {
      this.#violated('I3', `${operation} on ${nameOf(key)} after the lease had ended`);
    }
  }

  /** I3: what a later holder of the lock wrote is not written over. `before`: the record as the write found it. */
  saves({ key, fence }: Lock, before: StoredRecord | undefined): void {
    if (before?.fence !== fence) this.#violated('I3', `the record of ${nameOf(key)} was written over a later holder's`);
    const size = this.#truth.records.stored(key)?.memory?.length ?? 0;
    if (size > MOST_BYTES) this.#violated('I8', `the state of ${nameOf(key)} has ${size} bytes`);
  }

  pauses(paused: boolean): void {
    this.#pausedSince = paused ? (this.#pausedSince ?? this.#truth.now()) : undefined;
  }

  /** I6: only our own freeze is lifted, as far as the controller could see. */
  lifts(invocation: Invocation, key: StageKey): void {
    // It was closed before the stop, and is closed again behind the rollback that it let in.
    this.#stopping.delete(invocation);
    const seen = invocation.looks.get(nameOf(key))?.inbound;
    if (seen === undefined || seen.enabled || seen.lastChangedBy !== CONTROLLER_ARN) {
      this.#violated('I6', `the transition of ${nameOf(key)} was enabled, last changed by ${seen?.lastChangedBy}`);
    }
  }

  /** I6: nobody else's freeze is overwritten. */
  freezes(invocation: Invocation, key: StageKey): void {
    if (this.#stopping.get(invocation) === nameOf(key)) {
      this.#violated('rules', `${nameOf(key)}: the deployment was stopped before the transition was closed`);
    }
    const seen = invocation.looks.get(nameOf(key))?.inbound;
    if (seen?.enabled === false) {
      this.#violated('I6', `the transition of ${nameOf(key)} was disabled already, by ${seen.lastChangedBy}`);
    }
  }

  /** A running deployment is stopped only where the guard says so, and after the transition was closed. */
  stops(invocation: Invocation, key: StageKey, executionId: string): void {
    const { startedAt, looks } = invocation;
    const { phase } = this.#memoryOf(key).incident ?? {};
    if (phase === 'rolling-back' || phase === 'verifying') {
      this.#holdsBack(key, executionId, 'stopped');
      return;
    }
    // One that somebody had closed may be opened, and be closed again, behind the stop.
    if (looks.get(nameOf(key))?.inbound.enabled !== false) this.#stopping.set(invocation, nameOf(key));
    const { codePipeline, stageStateDelayMillis } = this.#truth;
    const wrong = (why: string) => this.#violated('rules', `${nameOf(key)}: ${executionId} was stopped ${why}`);
    const guard = this.#truth.policy(key);
    if (guard?.policy.whileDeploying !== 'stop') wrong('although the guard waits');
    if (guard?.policy.mode === 'dry-run' && guard.modeSince < startedAt) wrong('in dry-run');
    if ((this.#pausedSince ?? Number.POSITIVE_INFINITY) < startedAt) wrong('while the controller is paused');
    const { latest } = codePipeline.script.stage(key);
    if (latest === undefined || latest.enteredAt + stageStateDelayMillis > (looks.get(nameOf(key))?.at ?? 0)) return;
    if (latest.execution.id !== executionId) wrong('which is not in the stage');
    if (latest.execution.type === 'ROLLBACK') wrong('which is a rollback');
  }

  /** An approval of the stage itself is rejected only where the guard says so, and after the transition was closed; of a later stage, for a blamed execution. */
  rejects(invocation: Invocation, key: StageKey, { stage, execution }: Reject): void {
    if (stage === key.stage) this.stops(invocation, key, execution);
    else this.#holdsBack(key, execution, 'rejected');
  }

  /** Only what one of our rollbacks blames is kept out of the stages behind. */
  #holdsBack(key: StageKey, execution: string, how: string): void {
    const { incident } = this.#memoryOf(key);
    const blamed = incident !== undefined && 'plan' in incident && incident.plan.suspects.includes(execution);
    if (!blamed || !this.rollbacks.some((rollback) => nameOf(rollback.key) === nameOf(key))) {
      this.#violated('rules', `${nameOf(key)}: ${execution} was ${how} behind the stage, which is not blamed`);
    }
  }

  beforeRollback(invocation: Invocation, key: StageKey, target: string): ArrivedRollback {
    const memory = this.#memoryOf(key);
    const claim = memory.incident?.phase === 'claimed' ? memory.incident : undefined;
    if (claim?.plan.target.id !== target) {
      this.#violated('I3', `RollbackStage of ${nameOf(key)} to ${target} without a stored claim of it`);
    }
    const run = this.#truth.codePipeline.script.stage(key).latest;
    return { invocation, key, target, claim, memory, run };
  }

  accepted(arrived: ArrivedRollback, executionId: string): void {
    const { invocation, key, claim, run } = arrived;
    const name = nameOf(key);
    const automatic = claim?.causes[0].kind === 'alarm';
    this.rollbacks.push({ key, automatic, executionId });
    if (claim === undefined || run === undefined) return;
    const look = invocation.looks.get(name);
    const unseen = look === undefined || run.enteredAt + this.#truth.stageStateDelayMillis > look.at;
    const { suspect } = claim.plan;
    if (!unseen) this.#judge('I2', wrongTarget(this.#truth, arrived, { claim, bad: this.#bad.get(name) }));
    if (automatic) {
      const once = `${name}/${suspect.id}`;
      if (this.#automatic.has(once)) this.#violated('I1', `${name}: second automatic rollback from ${suspect.id}`);
      this.#automatic.add(once);
      this.#judge('limit', this.#limit.rollsBack(key, claim.id, this.#memoryOf(key)));
      if (!unseen)
        this.#judge('rules', wrongAttribution(this.#truth, arrived, { claim, pausedSince: this.#pausedSince }));
    }
    const bad = this.#bad.get(name) ?? new Set();
    this.#bad.set(name, bad.add(claim.plan.suspect.id));
  }

  /** Entries that claim something about the world must be true. */
  writes(invocation: Invocation, key: StageKey, entry: Entry): void {
    const truth = this.#truth;
    if (truth.policy(key) === undefined) return;
    const memory = this.#memoryOf(key);
    this.#judge('I7', this.#recovery.told(invocation, key, entry));
    const own = this.rollbacks.filter(({ executionId }) => executionId === entry.rollbackExecutionId);
    const isAccepted = own.some((rollback) => nameOf(rollback.key) === nameOf(key));
    if (entry.code === 'rollback') this.#judge('I5', wrongRollbackEntry(truth, key, entry, memory, isAccepted));
    if (entry.reason === 'no-eligible-target')
      this.#judge('rules', wrongNoTarget(truth, key, invocation.looks.get(nameOf(key)), memory));
    if (entry.code === 'rollback-by-others' && own.length > 0) {
      this.#violated('I2', `${nameOf(key)}: our own rollback ${entry.rollbackExecutionId} is taken for one by others`);
    }
    if (entry.code === 're-armed') this.#judge('I7', wrongReArming(truth, invocation, key, entry));
  }

  #memoryOf(key: StageKey): StageState {
    const text = this.#truth.records.stored(key)?.memory;
    return text === undefined ? EMPTY_STATE : JSON.parse(text);
  }

  #judge(invariant: string, wrongs: readonly string[]): void {
    for (const wrong of wrongs) this.#violated(invariant, wrong);
  }

  #violated(invariant: string, what: string): void {
    this.violations.push(`${invariant}: ${what}`);
  }
}
