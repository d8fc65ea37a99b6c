import { type ActionRun, isDeploying } from './action-run.ts';
import { known, readAll, readValue } from './asking.ts';
import type { Effect } from './effects.ts';
import { entryOfIncident } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import type { RollingBack, Verifying } from './incident.ts';
import { isRunning, type LaterStage, type ObservedStage, pendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
import { RIVAL_BEGINS_WITHIN } from './times.ts';
import { promising, type Turn, tried } from './turn.ts';

type Accepted = RollingBack | Verifying;

interface Behind<I extends Accepted> {
  readonly state: StageState;
  readonly effects: readonly Effect[];
  readonly incident: I;
}

/**
 * The blamed executions do not go on into the stages behind a rollback of ours: at an approval it is rejected by token, since stop-and-wait
 * hangs there and locks the stage; between stages, or where nothing deploys, the execution is stopped. Where it deploys already, people
 * are told which stage it reached. `isLast`: the incident ends with this look.
 */
export function lookBehind<I extends Accepted>(
  turn: Turn,
  incident: I,
  stage: ObservedStage,
  isLast: boolean,
): Behind<I> {
  const { plan, cause, settledBehind } = incident;
  const isOurs = cause.kind === 'alarm' || (cause.kind === 'command' && !cause.undo);
  const open = isOurs && stage.later.length > 0 ? plan.suspects.filter((id) => !settledBehind.includes(id)) : [];
  if (open.length === 0) return { state: turn.state, effects: [], incident };
  readAll(turn.facts, [{ fact: 'actions' }, ...open.map((id) => ({ fact: 'execution' as const, id }))]);
  let behind: Behind<I> = { state: turn.state, effects: [], incident };
  for (const execution of open) {
    const found = tried(() => whereIs(turn, execution, stage));
    // Looked for again with the next look.
    if (found instanceof Error) continue;
    behind = handle(behind, { ...turn, isLast }, execution, found);
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
  { state, effects, incident }: Behind<I>,
  { results, now, isLast }: Turn & { readonly isLast: boolean },
  execution: ExecutionId,
  found: Whereabouts,
): Behind<I> {
  const settled: I = { ...incident, settledBehind: [...incident.settledBehind, execution] };
  const tell = (code: 'held-back' | 'went-on', sentence: string): Behind<I> => {
    const entry = entryOfIncident(incident, code, sentence, now, execution.slice(0, 8));
    return { state: promising({ ...state, incident: settled }, entry), effects, incident: settled };
  };
  const isHeld = incident.settings.downstream === 'hold';
  const reason = `auto-rollback incident ${incident.id}`;
  const where = found.reached.join(', ');
  switch (found.kind) {
    case 'ended': {
      const isLive = where !== '';
      if (incident.heldBack?.includes(execution)) {
        const there = isLive ? `; it has deployed to ${where} already, where a rollback is a decision of its own` : '';
        return tell(
          'held-back',
          `execution ${execution} was kept out of the stages behind and has ended; what it carries must be released anew once it is mended${there}`,
        );
      }
      // A rollback there, for the same trouble, may be about to show.
      if (isLive && !isLast && now - incident.acceptedAt < RIVAL_BEGINS_WITHIN) return { state, effects, incident };
      if (isLive) return tell('went-on', wentOn(execution, where, 'already'));
      return { state: { ...state, incident: settled }, effects, incident: settled };
    }
    case 'deploys':
      return tell('went-on', wentOn(execution, where, 'and goes on'));
    case 'approval':
      if (!isHeld)
        return tell(
          'went-on',
          `the blamed execution ${execution} waits for approval "${found.action}" in ${found.stage}; reject it`,
        );
      return ask({ state, effects, incident }, execution, {
        kind: 'reject',
        stage: found.stage,
        action: found.action,
        token: found.token,
        execution,
        reason,
      });
    case 'on its way':
      if (!isHeld)
        return tell(
          'went-on',
          `the blamed execution ${execution} goes on to ${found.before}; stop it, or disable the transition into that stage`,
        );
      if (found.stopping) {
        if (!isLast) return { state, effects, incident };
        return tell(
          'held-back',
          `execution ${execution} was told to stop before ${found.before}, and ends once its action in progress has; what it carries must be released anew once it is mended`,
        );
      }
      if (results.some((result) => result.kind === 'stop' && result.execution === execution))
        return { state, effects, incident };
      return ask({ state, effects, incident }, execution, { kind: 'stop', execution, reason });
  }
}

function wentOn(execution: ExecutionId, where: string, how: string): string {
  return `the blamed execution ${execution} has deployed to ${where} ${how}; a rollback there is a decision of its own`;
}

function ask<I extends Accepted>(
  { state, effects, incident }: Behind<I>,
  execution: ExecutionId,
  effect: Effect,
): Behind<I> {
  const asked: I = { ...incident, heldBack: [...new Set([...(incident.heldBack ?? []), execution])] };
  return { state: { ...state, incident: asked }, effects: [...effects, effect], incident: asked };
}
