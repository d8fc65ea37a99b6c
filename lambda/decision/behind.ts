import { isDeploying } from './action-run.ts';
import { known, readAll, readValue } from './asking.ts';
import type { Effect } from './effects.ts';
import { entryOfIncident } from './entry.ts';
import type { ExecutionId } from './execution.ts';
import type { RollingBack, Verifying } from './incident.ts';
import { isRunning, type LaterStage, type ObservedStage, pendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
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
 * are told which stage it reached.
 */
export function lookBehind<I extends Accepted>(turn: Turn, incident: I, stage: ObservedStage): Behind<I> {
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
    behind = handle(behind, turn, execution, found);
  }
  return behind;
}

/** What became of a blamed execution in the stages behind. */
type Whereabouts =
  | { readonly kind: 'ended' }
  /** It deploys, or has deployed. */
  | { readonly kind: 'reached'; readonly stages: readonly string[]; readonly runs: boolean }
  | { readonly kind: 'approval'; readonly stage: string; readonly action: string; readonly token: string }
  | { readonly kind: 'on its way'; readonly before: string; readonly stopping: boolean };

function whereIs({ facts, key }: Turn, execution: ExecutionId, { later }: ObservedStage): Whereabouts {
  const detail = readValue(facts.executions[execution], { fact: 'execution', id: execution });
  const runs = known(facts, 'actions').items.filter((run) => run.executionId === execution && run.stage !== key.stage);
  const reached = later.filter(({ name }) => runs.some((run) => run.stage === name && isDeploying(run, undefined)));
  const status = detail === 'not-found' ? undefined : detail.status;
  const isOpen = status === 'InProgress' || status === 'Stopping';
  if (reached.length > 0) return { kind: 'reached', stages: reached.map(({ name }) => name), runs: isOpen };
  if (!isOpen) return { kind: 'ended' };
  const there = later.find((stage) => stage.occupant?.executionId === execution && isRunning(stage.occupant));
  const approval = there && pendingApproval(there);
  if (there !== undefined && approval !== undefined) return { kind: 'approval', stage: there.name, ...approval };
  return { kind: 'on its way', before: there?.name ?? waitsBefore(later, execution), stopping: status === 'Stopping' };
}

function waitsBefore(later: readonly LaterStage[], execution: ExecutionId): string {
  return later.find(({ waiting = [] }) => waiting.includes(execution))?.name ?? later[0]?.name ?? 'the next stage';
}

function handle<I extends Accepted>(
  { state, effects, incident }: Behind<I>,
  { results, now }: Turn,
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
  switch (found.kind) {
    case 'ended': {
      const asked = incident.heldBack?.includes(execution) === true;
      if (asked)
        return tell(
          'held-back',
          `execution ${execution} was kept out of the stages behind and has ended; what it carries must be released anew once it is mended`,
        );
      return { state: { ...state, incident: settled }, effects, incident: settled };
    }
    case 'reached': {
      const where = found.stages.join(', ');
      return tell(
        'went-on',
        `the blamed execution ${execution} has deployed to ${where} ${found.runs ? 'and goes on' : 'already'}; a rollback there is a decision of its own`,
      );
    }
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
      if (found.stopping) return { state, effects, incident };
      if (results.some((result) => result.kind === 'stop' && result.execution === execution))
        return { state, effects, incident };
      return ask({ state, effects, incident }, execution, { kind: 'stop', execution, reason });
  }
}

function ask<I extends Accepted>(
  { state, effects, incident }: Behind<I>,
  execution: ExecutionId,
  effect: Effect,
): Behind<I> {
  const asked: I = { ...incident, heldBack: [...new Set([...(incident.heldBack ?? []), execution])] };
  return { state: { ...state, incident: asked }, effects: [...effects, effect], incident: asked };
}
