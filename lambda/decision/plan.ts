import type { GuardPolicy } from '../guard-policy.ts';
import { FactUnclear, readAll } from './asking.ts';
import { attribute, type Blame } from './attribution.ts';
import { refuseBarrier } from './barrier.ts';
import type { AlarmCause, CommandCause, DecidableCause } from './cause.ts';
import { describeExecution, type Execution, type ExecutionId } from './execution.ts';
import type { Facts, Want } from './facts.ts';
import { type Hold, hold } from './hold.ts';
import type { RollbackPlan, WaitsFor } from './incident.ts';
import { refuseAlarm, refuseEvent } from './observed-alarm.ts';
import { describeChange, type Release } from './release.ts';
import { memoryOf, type Reputation } from './reputation.ts';
import { firstOfRivals } from './rivals.ts';
import { isStageRunning, type PendingApproval, pendingApproval } from './stage.ts';
import { type StageState, trimmed } from './state.ts';
import { chooseTarget } from './target.ts';
import { describeTenure, type Live, liveIn, SITUATION, type Situation, situationOf, type Tenure } from './tenures.ts';
import { clock, type EpochMillis } from './time.ts';
import { refusePaused, refusePlatform, refuseRepetition } from './vetoes.ts';

/** Call RollbackStage. */
export interface Rollback {
  readonly kind: 'rollback';
  readonly plan: RollbackPlan;
}

/** A rollback is wanted, and cannot be made yet. */
export interface Wait {
  readonly kind: 'wait';
  readonly waitsFor: WaitsFor;
  readonly occupant: ExecutionId;
  readonly suspect: Execution;
  /** The approval that keeps the rollback out. */
  readonly approval?: PendingApproval;
  /** Whether the way into the stage is closed meanwhile. */
  readonly freezes: boolean;
  readonly sentence: string;
}

/** What to do: the outcome of every decision. */
export type Plan = Rollback | Wait | Hold;

/** A plan, and whom it blames: a release that was blamed has to prove itself again, whatever comes of it. */
export interface Decision {
  readonly plan: Plan;
  readonly blamed: readonly Execution[];
}

export interface Question<C extends DecidableCause = DecidableCause> {
  readonly cause: C;
  readonly policy: GuardPolicy;
  readonly state: StageState;
  readonly facts: Facts;
  readonly now: EpochMillis;
  /** Targets that CodePipeline refused under this incident. */
  readonly refused: readonly ExecutionId[];
}

/** Decides what to do about a cause. Suspends for facts that it needs; throws {@link FactUnclear} where one cannot be read. */
export function decide(question: Question): Decision {
  const { cause } = question;
  return cause.kind === 'alarm' ? decideOnAlarm({ ...question, cause }) : decideOnCommand({ ...question, cause });
}

/** The rules for an alarm, in their order (docs/how-it-decides.md). */
function decideOnAlarm(question: Question<AlarmCause>): Decision {
  const { cause, policy, state, facts } = question;
  const { alarmName: name } = cause.event;
  if (!policy.alarms.includes(name)) {
    const what = `alarm "${name}" is not one of the alarms of this guard (${policy.alarms.join(', ')})`;
    return nobody(hold.notGuarded({ what }));
  }
  const isFresh = cause.outlasted === undefined && !cause.again;
  const refused = isFresh ? refuseEvent(cause) : undefined;
  if (refused !== undefined) return nobody(refused);
  readAll(facts, wantsOf(policy, name));
  const paused = refusePaused(state, facts, policy);
  let blame: Blame | Hold;
  let situation: Situation;
  try {
    const alarm = refuseAlarm(cause, facts);
    if ('kind' in alarm) return nobody(paused ?? alarm);
    const found = situationOf(policy, state, facts);
    if ('kind' in found) return nobody(paused ?? found);
    situation = found;
    blame = attribute({ cause, alarm, situation, state, facts, bakeMinutes: policy.bakeMinutes });
  } catch (error) {
    // What cannot be read is no news while nothing would be done anyway.
    if (error instanceof FactUnclear && paused !== undefined) return nobody(paused);
    throw error;
  }
  if (blame.kind === 'hold') return nobody(paused ?? blame);
  return { plan: paused ?? planFor(question, situation, blame), blamed: blame.suspects };
}

/** Everything that most alarms need, read at once. */
function wantsOf({ unlessAlarms }: GuardPolicy, name: string): readonly Want[] {
  const alarms = [name, ...unlessAlarms].map((alarm): Want => ({ fact: 'alarm', name: alarm }));
  return [...SITUATION, { fact: 'globalPause' }, { fact: 'rivals', alarm: name }, ...alarms];
}

function nobody(plan: Plan): Decision {
  return { plan, blamed: [] };
}

/** What to do about a deployment that is blamed, as the stage is now. */
function planFor(question: Question<AlarmCause>, situation: Situation, blame: Blame): Plan {
  const { cause, policy, state, facts, now } = question;
  const { stage, tenures } = situation;
  const reputation: Reputation = { state, facts, tenures, window: blame.onset.window };
  const live = liveIn(tenures);
  const inTheWay = whatIsInTheWay(question, situation, blame, live);
  if (inTheWay?.kind === 'hold') return inTheWay;
  const carrier = liveTenure(live) ?? blame.newest;
  const refused =
    refuseRepetition(carrier, policy, reputation, stage.inbound) ?? refusePlatform(policy, facts, blame.newest.release);
  if (refused !== undefined) return refused;
  if (inTheWay !== undefined) return inTheWay;
  const isCarried = carrier.release.id !== blame.newest.release.id;
  const suspects = isCarried ? [carrier.release, ...blame.suspects] : blame.suspects;
  const grounds = isCarried
    ? `${blame.grounds}; ${describeTenure(carrier)} was deployed over it at ${clock(carrier.beganAt)}, before the alarm was told (${clock(blame.told)}), and is left with it`
    : blame.grounds;
  const first = firstOfRivals(cause, policy, carrier, facts, now);
  if (first !== undefined) {
    const { sentence } = first;
    return {
      kind: 'wait',
      waitsFor: 'other-stage',
      occupant: occupantOf(situation),
      suspect: carrier.release,
      freezes: false,
      sentence,
    };
  }
  return withTarget(question, situation, {
    suspect: carrier.release,
    suspects,
    since: blame.since,
    grounds,
    reputation,
  });
}

function liveTenure(live: Live): Tenure | undefined {
  return live.kind === 'nothing' ? undefined : live.tenure;
}

function occupantOf({ stage }: Situation): ExecutionId {
  return stage.occupant?.executionId ?? '';
}

/** What keeps the rollback from being made now: something else is live, or something runs in the stage. */
function whatIsInTheWay(
  { cause, policy, now }: Question<AlarmCause>,
  situation: Situation,
  blame: Blame,
  live: Live,
): Wait | Hold | undefined {
  const { stage, tenures } = situation;
  const last = tenures.at(-1);
  if (last === undefined) return undefined;
  const alarm = cause.event.alarmName;
  const suspect = describeTenure(blame.newest);
  const occupant = occupantOf(situation);
  const of = { kind: 'wait' as const, occupant, suspect: blame.newest.release, freezes: true };
  if (last.isRollback && last.outcome === 'running') {
    return hold.rollbackRunning({ execution: last.by, by: 'see the pipeline' });
  }
  if (isStageRunning(stage)) {
    const approval = live.kind === 'deploying' ? undefined : pendingApproval(stage);
    const stop = policy.whileDeploying === 'stop' && policy.mode === 'enforce';
    const then = stop ? 'the stage is rolled back then' : 'decided again when it has ended';
    if (approval !== undefined) {
      const waiting = `execution ${occupant} waits in the stage for approval "${approval.action}", which keeps a rollback out; ${stop ? `it is rejected, and ${then}` : 'reject it, and the stage is rolled back; approve it, and that is decided again'}`;
      return { ...of, waitsFor: 'approval', approval, sentence: `${blame.grounds}; ${waiting}` };
    }
    const what =
      live.kind === 'deploying'
        ? `deployment ${occupant} runs`
        : `execution ${occupant} is in the stage, and deploys nothing yet`;
    return {
      ...of,
      waitsFor: 'deployment',
      sentence: `${blame.grounds}; ${what}: ${stop ? `it is stopped, and ${then}` : then}`,
    };
  }
  const { told } = blame;
  // The same release, deployed again once the alarm was on, may be what is to mend it.
  const isSame = last.release.id === blame.newest.release.id;
  if (isSame && (last === blame.newest || last.beganAt < told)) return undefined;
  // A rollback that failed has left what is blamed, or half of it.
  if (live.kind === 'mixed' && live.tenure.release.id === blame.newest.release.id) return undefined;
  const liveNow = describeTenure(last);
  if (last.isRollback) {
    const detail = `${blame.onset.how}, the rollback ended ${clock(last.endedAt ?? now)}`;
    return hold.alarmOfReplaced({ alarm, replaced: suspect, rollback: last.by, detail });
  }
  if (last.beganAt >= told) {
    const detail = `it began deploying at ${clock(last.beganAt)}, after the alarm was on (${clock(told)}): it may be the fix`;
    return hold.suspectReplaced({ alarm, suspect, live: liveNow, detail });
  }
  // It was deployed before anybody could know: no fix, and it most likely carries what is blamed along.
  return undefined;
}

/** A person's command skips attribution and the limit, never eligibility. */
function decideOnCommand(question: Question<CommandCause>): Decision {
  const { cause, policy, state, facts } = question;
  readAll(facts, SITUATION);
  const situation = situationOf(policy, state, facts);
  if ('kind' in situation) return nobody(situation);
  const { stage, tenures } = situation;
  if (isStageRunning(stage) && stage.occupant !== undefined) {
    const { executionId: execution, status } = stage.occupant;
    return nobody(hold.stageRunning({ execution, status, approval: pendingApproval(stage)?.action }));
  }
  const live = liveIn(tenures);
  const tenure = liveTenure(live);
  if (tenure === undefined) return nobody(hold.nothingDeployed({ stage: policy.stage }));
  const why = cause.reason === undefined ? '' : `: ${cause.reason}`;
  const grounds = cause.undo ? `${cause.by} takes the last rollback back${why}` : `${cause.by} asked for it${why}`;
  const reputation: Reputation = { state, facts, tenures, window: 0 };
  const of = { suspect: tenure.release, suspects: [tenure.release], since: tenure.beganAt, grounds, reputation };
  return nobody(cause.undo ? undoing(question, situation, of) : withTarget(question, situation, of));
}

interface Aim {
  readonly suspect: Execution;
  readonly suspects: readonly Execution[];
  readonly since: EpochMillis;
  readonly grounds: string;
  readonly reputation: Reputation;
}

function withTarget(question: Question, situation: Situation, aim: Aim): Plan {
  const { cause, policy, facts, state, refused, now } = question;
  const { stage } = situation;
  const named = cause.kind === 'command' ? cause.target : undefined;
  const target = chooseTarget({
    ...aim.reputation,
    ...aim,
    now,
    stage,
    refused,
    ...(named !== undefined && { named }),
  });
  if (target.kind !== 'target') return target;
  const isAcross = cause.kind === 'command' && cause.acrossBarrier;
  const barred = isAcross
    ? undefined
    : refuseBarrier({ suspect: aim.suspect, target: target.execution }, aim.reputation);
  if (barred !== undefined) return barred;
  const grounds = cause.kind === 'alarm' ? `${aim.grounds}; the target is ${target.proof}` : aim.grounds;
  const plan = planOf(aim, target.execution, situation, grounds, state, facts);
  if (cause.kind === 'alarm' && policy.mode === 'dry-run') return hold.dryRun({ plan: describePlan(plan) });
  return { kind: 'rollback', plan };
}

/** Back to what the last rollback left, whatever is thought of it. */
function undoing(question: Question<CommandCause>, situation: Situation, aim: Aim): Plan {
  const { cause, facts, state } = question;
  const { target: left = '' } = cause;
  const release = situation.tenures.find((tenure) => tenure.release.id === left)?.release;
  const target = release ?? state.releases.find(({ execution }) => execution.id === left)?.execution;
  if (target === undefined) {
    return hold.targetNotEligible({ target: left, why: 'CodePipeline no longer lists it', eligible: 'none' });
  }
  return { kind: 'rollback', plan: planOf(aim, target, situation, aim.grounds, state, facts) };
}

function planOf(
  aim: Aim,
  target: Execution,
  situation: Situation,
  grounds: string,
  state: StageState,
  facts: Facts,
): RollbackPlan {
  const { suspect, since } = aim;
  return {
    suspect: trimmed(suspect),
    target: trimmed(target),
    suspects: aim.suspects.map(({ id }) => id),
    since,
    occupant: occupantOf(situation),
    grounds,
    change: describeChange(knownRelease(suspect, state, facts), knownRelease(target, state, facts)),
  };
}

/** The release as far as it is known by now: a message waits for nothing. */
function knownRelease(execution: Execution, state: StageState, facts: Facts): Release {
  const read = facts.executions[execution.id];
  const detail = read?.ok && read.value !== 'not-found' ? read.value.variables : undefined;
  const variables = memoryOf(state, execution.id)?.variables ?? detail;
  return { execution, ...(variables && { variables }) };
}

/** `roll back from A to B: because ...` */
export function describePlan({ suspect, target, change, grounds }: RollbackPlan): string {
  const differs = change === '' ? '' : ` (${change})`;
  return `roll back from ${describeExecution(suspect)} to ${describeExecution(target)}${differs}: ${grounds}`;
}
