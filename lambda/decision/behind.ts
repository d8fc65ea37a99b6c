import { type ActionRun, isDeploying } from './action-run.ts';
import { type FactUnclear, known, readAll, readValue } from './asking.ts';
import type { Change, Effect, Result } from './effects.ts';
import { entryOfIncident } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import { frozenBehind } from './frozen-behind.ts';
import type { RollingBack, Verifying } from './incident.ts';
import { withHeldBack } from './remembered.ts';
import { isRunning, type LaterStage, type ObservedStage, pendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
import { RIVAL_BEGINS_WITHIN } from './times.ts';
import { promising, type Turn, tried } from './turn.ts';

type Accepted = RollingBack | Verifying;

/** The way in is kept closed behind a rollback, and the blamed executions are held back. `isLast`: the incident ends with this look. */
export function aroundRollback<I extends Accepted>(
  turn: Turn,
  incident: I,
  stage: ObservedStage,
  isLast: boolean,
): Behind<I> {
  const frozen = frozenBehind(turn, turn.state, incident, stage.inbound);
  const behind = lookBehind({ ...turn, state: frozen.state }, frozen.incident, stage, isLast);
  return { ...behind, effects: [...frozen.effects, ...behind.effects] };
}

interface Behind<I extends Accepted> {
  readonly state: StageState;
  readonly effects: readonly Effect[];
  readonly incident: I;
}

/**
 * The blamed executions do not go on into the stages behind a rollback of ours: at an approval it is rejected by token, since stop-and-wait
 * hangs there and locks the stage; between stages, or where nothing deploys, the execution is stopped. Where it deploys already, people
 * are told which stage it reached.
 */
function lookBehind<I extends Accepted>(turn: Turn, incident: I, stage: ObservedStage, isLast: boolean): Behind<I> {
  const { plan, cause, settledBehind } = incident;
  const isOurs = cause.kind === 'alarm' || (cause.kind === 'command' && !cause.undo);
  const open = isOurs && stage.later.length > 0 ? plan.suspects.filter((id) => !settledBehind.includes(id)) : [];
  if (open.length === 0) return { state: turn.state, effects: [], incident };
  readAll(turn.facts, [{ fact: 'actions' }, ...open.map((id) => ({ fact: 'execution' as const, id }))]);
  let behind: Behind<I> = { state: turn.state, effects: [], incident };
  for (const execution of open) {
    const found = tried(() => whereIs(turn, execution, stage));
    if (!(found instanceof Error)) behind = handle(behind, { ...turn, isLast }, execution, found);
    // Else it is looked for again with the next look.
    else if (isLast) behind = tell(behind, turn, execution, 'went-on', unseen(execution, found));
  }
  return behind;
}

/** What became of a blamed execution in the stages behind. */
type Whereabouts = {
  /** The stages in which it is live, or deploys now. */
  readonly reached: readonly string[];
} & (
  | { readonly kind: 'ended' | 'deploys' }
  | { readonly kind: 'approval'; readonly stage: string; readonly action: string; readonly token: string }
  | { readonly kind: 'on its way'; readonly before: string; readonly stopping: boolean }
);

function whereIs({ facts, key }: Turn, execution: ExecutionId, { later }: ObservedStage): Whereabouts {
  const detail = readValue(facts.executions[execution], { fact: 'execution', id: execution });
  const runs = known(facts, 'actions').items.filter((run) => run.stage !== key.stage && isDeploying(run, undefined));
  const reached = later.filter(({ name }) => newestIn(name, runs)?.executionId === execution).map(({ name }) => name);
  const status = detail === 'not-found' ? undefined : detail.status;
  if (status !== 'InProgress' && status !== 'Stopping') return { kind: 'ended', reached };
  const deploysNow = runs.some((run) => run.executionId === execution && run.status === 'InProgress');
  if (deploysNow) return { kind: 'deploys', reached };
  const there = later.find((stage) => stage.occupant?.executionId === execution && isRunning(stage.occupant));
  const approval = there && pendingApproval(there);
  if (there !== undefined && approval !== undefined)
    return { kind: 'approval', reached, stage: there.name, ...approval };
  const before = there?.name ?? waitsBefore(later, execution);
  return { kind: 'on its way', reached, before, stopping: status === 'Stopping' };
}

/** What was deployed to a stage last: what came before has been replaced there. */
function newestIn(stage: string, runs: readonly ActionRun[]): ActionRun | undefined {
  return runs
    .filter((run) => run.stage === stage)
    .toSorted((one, other) => one.beganAt - other.beganAt)
    .at(-1);
}

function waitsBefore(later: readonly LaterStage[], execution: ExecutionId): string {
  return later.find(({ waiting = [] }) => waiting.includes(execution))?.name ?? later[0]?.name ?? 'the next stage';
}

function handle<I extends Accepted>(
  behind: Behind<I>,
  turn: Turn & { readonly isLast: boolean },
  execution: ExecutionId,
  found: Whereabouts,
): Behind<I> {
  const { incident } = behind;
  const { results, now, isLast } = turn;
  const answer = answerOf(results, execution);
  const wentOn = (sentence: string) => tell(behind, turn, execution, 'went-on', sentence);
  const heldBack = (sentence: string) => tell(behind, turn, execution, 'held-back', sentence);
  const isHeld = incident.settings.downstream === 'hold';
  const reason = `auto-rollback incident ${incident.id}`;
  const where = found.reached.join(', ');
  switch (found.kind) {
    case 'ended': {
      const isLive = where !== '';
      const isEnded = incident.heldBack?.includes(execution) === true;
      if (isLive && isEnded) return wentOn(deployedTo(execution, where, 'already, and was ended there'));
      if (isEnded) {
        return heldBack(
          `execution ${execution} was kept out of the stages behind and has ended; what it carries must be released anew once it is mended`,
        );
      }
      // A rollback there, for the same trouble, may be about to show.
      if (isLive && !isLast && now - incident.acceptedAt < RIVAL_BEGINS_WITHIN) return behind;
      return isLive ? wentOn(deployedTo(execution, where, 'already')) : settled(behind, execution);
    }
    case 'deploys':
      return wentOn(deployedTo(execution, where, 'and goes on'));
    case 'approval': {
      const { stage, action, token } = found;
      const waits = `the blamed execution ${execution} waits for approval "${action}" in ${stage}`;
      if (!isHeld) return wentOn(`${waits}; reject it`);
      if (isRefused(answer, isLast)) return wentOn(`${waits}, which could not be rejected: ${answer.error}; reject it`);
      if (answer?.kind === 'done') {
        // It shows late.
        if (!isLast) return behind;
        return heldBack(
          `execution ${execution} was rejected at approval "${action}" in ${stage}; what it carries must be released anew once it is mended`,
        );
      }
      return ask(behind, execution, { kind: 'reject', stage, action, token, execution, reason });
    }
    case 'on its way': {
      const goes = `the blamed execution ${execution} goes on to ${found.before}`;
      if (!isHeld) return wentOn(`${goes}; stop it, or disable the transition into that stage`);
      if (found.stopping || answer?.kind === 'done') {
        if (!isLast) return behind;
        const ends = 'and ends once its action in progress has';
        if (where !== '') return wentOn(deployedTo(execution, where, `already, was told to stop, ${ends}`));
        return heldBack(
          `execution ${execution} was told to stop before ${found.before}, ${ends}; what it carries must be released anew once it is mended`,
        );
      }
      if (isRefused(answer, isLast)) return wentOn(`${goes}: it could not be stopped: ${answer.error}; stop it`);
      return answer === undefined ? ask(behind, execution, { kind: 'stop', execution, reason }) : behind;
    }
  }
}

/** What AWS answered when the execution was to be ended. */
function answerOf(results: readonly Result[], execution: ExecutionId): Change | undefined {
  const result = results.find((one) => (one.kind === 'stop' || one.kind === 'reject') && one.execution === execution);
  return result?.kind === 'stop' || result?.kind === 'reject' ? result.answer : undefined;
}

/** It will not be ended by us: AWS does not let us, or not in time. */
function isRefused(answer: Change | undefined, isLast: boolean): answer is Extract<Change, { kind: 'failed' }> {
  return answer?.kind === 'failed' && (isLast || !answer.transient);
}

function settled<I extends Accepted>({ state, effects, incident }: Behind<I>, execution: ExecutionId): Behind<I> {
  const done: I = { ...incident, settledBehind: [...incident.settledBehind, execution] };
  return { state: { ...state, incident: done }, effects, incident: done };
}

/** People are told once what became of it. */
function tell<I extends Accepted>(
  behind: Behind<I>,
  { now }: Turn,
  execution: ExecutionId,
  code: 'held-back' | 'went-on',
  sentence: string,
): Behind<I> {
  const entry = entryOfIncident(behind.incident, code, sentence, now, execution.slice(0, 8));
  const done = settled(behind, execution);
  const noted = code === 'held-back' ? withHeldBack(done.state, execution) : done.state;
  return { ...done, state: promising(noted, entry) };
}

function deployedTo(execution: ExecutionId, where: string, how: string): string {
  return `the blamed execution ${execution} has deployed to ${where} ${how}; a rollback there is a decision of its own`;
}

function unseen(execution: ExecutionId, { what, problem }: FactUnclear): string {
  return `what became of the blamed execution ${execution} behind this stage is not known: ${what} could not be read: ${problem}; see whether it goes on`;
}

function ask<I extends Accepted>(
  { state, effects, incident }: Behind<I>,
  execution: ExecutionId,
  effect: Effect,
): Behind<I> {
  const asked: I = { ...incident, heldBack: [...new Set([...(incident.heldBack ?? []), execution])] };
  return { state: { ...state, incident: asked }, effects: [...effects, effect], incident: asked };
}
