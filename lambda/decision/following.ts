import { known, readAll, readValue } from './asking.ts';
import { aroundRollback } from './behind.ts';
import { endAfterRollback, overtaken, tenuresOf } from './end-after-rollback.ts';
import { CLOSED_BY_OTHERS } from './entry.ts';
import { entryOfIncident } from './entry-of.ts';
import { describeExecution } from './execution.ts';
import { type ExecutionStatus, foundIn } from './facts.ts';
import { isOurFreeze, keepsRollbackOut, withFreezeOf, withSeenTransition } from './freeze.ts';
import { nounOf, type RollingBack, type Verifying } from './incident.ts';
import { to } from './phases.ts';
import { type ObservedStage, pendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
import { describeLive, liveIn } from './tenures.ts';
import { MINUTE, span } from './time.ts';
import { DOUBTED_FOR, KEPT_OUT_FOR, SHOWS_WITHIN, SKEW } from './times.ts';
import { isPending, type Next, promising, type Turn, tried } from './turn.ts';
import { verify } from './verifying.ts';
import { nextLook } from './waiting.ts';

/** Follows a rollback to its end: the way in is closed behind it, the blamed execution is held back, people hear when it takes long. */
export function followRollback(turn: Turn, incident: RollingBack): Next {
  const { facts, now } = turn;
  const { rollbackExecutionId: id } = incident;
  const isJustTaken = facts.taken === id;
  readAll(facts, [{ fact: 'stage' }, ...(isJustTaken ? [] : [{ fact: 'execution' as const, id }])]);
  const detail = isJustTaken ? undefined : tried(() => readValue(facts.executions[id], { fact: 'execution', id }));
  const stage = tried(() => known(facts, 'stage'));
  if (stage === 'not-found' && detail instanceof Error && !detail.transient) {
    return ended(turn, incident, 'ended with its pipeline or stage, which is gone,');
  }
  const seen = stage instanceof Error || stage === 'not-found' ? undefined : stage;
  const status = detail instanceof Error || detail === 'not-found' ? undefined : detail?.status;
  const isMissing = detail === 'not-found' && now - incident.acceptedAt >= DOUBTED_FOR;
  if (status === 'Succeeded' || isThrough(incident, seen)) {
    const { overdueTold: _, keptOutTold: __, ...rest } = incident;
    const verifying: Verifying = { ...rest, phase: 'verifying', succeededAt: now };
    return verify({ ...turn, state: to(turn.state, 'rolling-back', 'succeeded', verifying) }, verifying);
  }
  const end = isMissing ? 'was not found' : status === undefined ? undefined : ENDS[status];
  const course =
    seen === undefined
      ? { state: turn.state, effects: [], incident }
      : lookAround(turn, incident, seen, end !== undefined);
  const current: Turn = { ...turn, state: course.state };
  if (end !== undefined && !isPending(turn, course.effects)) return ended(current, course.incident, end);
  const overdue = whenOverdue(current, course.incident, seen);
  return { state: overdue, effects: course.effects, wakeBy: nextLook(incident.acceptedAt, now) };
}

/** What was redeployed goes on to the stages behind: here it is through once it is through the stage. */
function isThrough({ plan, rollbackExecutionId: id }: RollingBack, stage: ObservedStage | undefined): boolean {
  const occupant = stage?.occupant;
  return plan.redeployment !== undefined && occupant?.executionId === id && occupant.status === 'Succeeded';
}

/** How an execution ended that did not succeed; undefined while it runs. */
const ENDS: { readonly [status in ExecutionStatus]: string | undefined } = {
  InProgress: undefined,
  Stopping: undefined,
  Succeeded: undefined,
  Failed: 'failed',
  Stopped: 'was stopped',
  Cancelled: 'was cancelled',
  Superseded: 'was superseded',
};

function ended(turn: Turn, incident: RollingBack, how: string): Next {
  const superseded = overtaken(turn, incident, how);
  if (superseded !== undefined) return endAfterRollback(turn, incident, superseded);
  const after = span(turn.now - incident.acceptedAt);
  const sentence = `${nounOf(incident.plan)} execution ${how} after ${after}; ${leftBehind(incident, turn)}`;
  return endAfterRollback(turn, incident, { code: 'rollback-failed', sentence });
}

/** A redeployment may end in a stage before this one; either may end at an approval before anything is deployed, or at a test behind that. */
function leftBehind(incident: RollingBack, turn: Turn): string {
  const { plan, rollbackExecutionId: id } = incident;
  const isInside = foundIn(turn.facts.stage)?.occupant?.executionId === id;
  if (plan.redeployment !== undefined && !isInside) return 'it never came into this stage, where nothing has changed';
  const tenures = tenuresOf(turn);
  const last = tenures.at(-1);
  if (last !== undefined && !tenures.some(({ by }) => by === id) && !(isInside && hasMore(incident, turn))) {
    return `it has deployed nothing, so nothing has changed in the stage: what is live is ${describeLive(liveIn(tenures))}`;
  }
  return last?.by === id && last.outcome === 'whole'
    ? `everything in it that deploys had succeeded, so ${describeExecution(last.release)} is live; see what ended it`
    : 'what is live in the stage may be mixed';
}

/** An action has run in the stage since the rollback was accepted that is not listed as one of it yet. */
function hasMore({ rollbackExecutionId: id, acceptedAt }: RollingBack, { facts, key }: Turn): boolean {
  const runs = known(facts, 'actions').items.filter((run) => run.executionId === id && run.stage === key.stage);
  const ran = foundIn(facts.stage)?.actions.filter(({ changedAt = 0 }) => changedAt >= acceptedAt - SKEW) ?? [];
  return ran.some(({ name }) => !runs.some(({ action }) => action === name));
}

/** What is to be done around a rollback while it is followed. */
function lookAround(turn: Turn, incident: RollingBack, stage: ObservedStage, isLast: boolean) {
  if (stage.waiting?.includes(incident.rollbackExecutionId) !== true)
    return aroundRollback(turn, incident, stage, isLast);
  const state = withSeenTransition(turn.state, stage.inbound, turn.now);
  return letIn({ ...turn, state }, incident, stage);
}

/** A rollback that waits outside is let in where our own freeze alone keeps it out; where that does not do, people are told. */
function letIn({ state, now, key }: Turn, incident: RollingBack, stage: ObservedStage) {
  const { freeze } = state;
  const { rollbackExecutionId: rollback, acceptedAt, plan } = incident;
  if (freeze?.condition === 'made' && keepsRollbackOut(freeze, stage, rollback)) {
    const lifted: StageState = { ...state, freeze: { ...freeze, condition: 'lifted', since: now } };
    return { state: lifted, effects: [{ kind: 'thaw' as const, reason: freeze.reason }], incident };
  }
  // A transition shows late what became of it; one that was to be lifted and is ours still is lifted again: the function may have died before it did.
  const lifted = freeze?.condition === 'lifted' ? Math.max(acceptedAt, freeze.since) : acceptedAt;
  const isAgain = freeze?.condition === 'lifted' && now - lifted >= SHOWS_WITHIN;
  const effects =
    isAgain && keepsRollbackOut(freeze, stage, rollback) ? [{ kind: 'thaw' as const, reason: freeze.reason }] : [];
  const isNews = !incident.keptOutTold && !stage.inbound.enabled && now - lifted >= KEPT_OUT_FOR - SHOWS_WITHIN;
  if (!isNews) return { state, effects, incident };
  const others = (stage.waiting ?? []).filter((execution) => execution !== rollback).join(', ');
  const isOurs = isOurFreeze(freeze, stage.inbound);
  const sentence = [
    `${nounOf(plan)} execution ${rollback} waits before the stage, whose inbound transition is disabled`,
    ...(isOurs && others !== '' ? [] : [` by ${stage.inbound.lastChangedBy ?? 'somebody'}`]),
    ...(others === '' ? [] : [`, and execution ${others} would enter with it`]),
    isOurs
      ? ': a person has to let it in'
      : `: a person has to enable it (aws codepipeline enable-stage-transition --pipeline-name ${key.pipeline} --stage-name ${key.stage} --transition-type Inbound)`,
  ].join('');
  const told: RollingBack = { ...incident, keptOutTold: true };
  const entry = withFreezeOf(state, {
    ...entryOfIncident(incident, 'rollback-kept-out', sentence, now),
    ...(!isOurs && { reason: CLOSED_BY_OTHERS }),
  });
  return { state: promising({ ...state, incident: told }, entry), effects, incident: told };
}

/** People are told once that it takes long; at once where it waits for one of them: a rollback runs the approvals of the stage, too. */
function whenOverdue({ state, now }: Turn, incident: RollingBack, stage: ObservedStage | undefined): StageState {
  const { rollbackExecutionId: id, acceptedAt, overdueTold, settings, plan } = incident;
  const running = now - acceptedAt;
  const approval = stage?.occupant?.executionId === id ? pendingApproval(stage) : undefined;
  const isOverdue = approval !== undefined || running >= settings.rollbackMinutes * MINUTE;
  if (overdueTold || !isOverdue) return state;
  const sentence =
    approval === undefined
      ? `${nounOf(plan)} execution ${id} has been running for ${span(running)}, expected were ${settings.rollbackMinutes} min at most; see what it waits for`
      : `${nounOf(plan)} execution ${id} waits in the stage for approval "${approval.action}": approve it, or it goes no further`;
  const entry = withFreezeOf(state, entryOfIncident(incident, 'rollback-stuck', sentence, now));
  return promising({ ...state, incident: { ...incident, overdueTold: true } }, entry);
}
