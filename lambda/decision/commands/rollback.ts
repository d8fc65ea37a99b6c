import type { CommandOf } from '../../intake/command.ts';
import type { CommandCause } from '../cause.ts';
import type { Entry } from '../entry.ts';
import { entryOfHold } from '../entry-of.ts';
import { describeExecution } from '../execution.ts';
import { hold } from '../hold.ts';
import { nounOf } from '../incident.ts';
import { describePlan, type Plan } from '../plan.ts';
import type { Hold } from '../reason.ts';
import { withHeldBack } from '../remembered.ts';
import { settle } from '../settle.ts';
import type { StageState } from '../state.ts';
import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, answerHold, type CommandAnswer, shown } from './answer.ts';
import { isBad } from './forgive.ts';
import { refused } from './refused.ts';

/** Rolls back, or redeploys, at a person's word: no attribution and no limit, but the lock and the eligibility of the target. */
export function rollBack(turn: Turn, asked: AskedFor<CommandOf<'rollback' | 'redeploy'>>): Next {
  return atOnce(turn, causeOfPlan(asked));
}

/** What an open incident keeps a person from; nothing where it waits for the decision that a rollback is. */
export function heldByIncident({ incident }: StageState, { redeploy: isRedeploy }: CommandCause): Hold | undefined {
  const isOpen = incident !== undefined && (isRedeploy === true || incident.phase !== 'waiting');
  return isOpen ? hold.incidentOpen(incident) : undefined;
}

/** Takes the last rollback of the stage back: to what it left, which is forgiven, and the freeze goes. */
export function undo(turn: Turn, asked: AskedFor<CommandOf<'undo'>>): Next {
  const { incident } = turn.state;
  // Asked for twice, the second would bring back what the first has left.
  const isUndoing =
    (incident?.phase === 'rolling-back' || incident?.phase === 'verifying') &&
    incident.cause.kind === 'command' &&
    incident.cause.undo;
  if (isUndoing) {
    const { rollbackExecutionId: by, plan, id } = incident;
    const reason = `the last rollback is taken back already, by execution ${by} of incident ${id}; to leave ${describeExecution(plan.target)} again, ask for a rollback`;
    return refused(turn, asked, { decision: 'nothing-to-undo', reason });
  }
  if (incident?.phase === 'rolling-back') {
    const { rollbackExecutionId: running, id } = incident;
    const reason = `${nounOf(incident.plan)} execution ${running} of incident ${id} still runs, and CodePipeline takes no rollback meanwhile: ask again once people are told how it ended`;
    return refused(turn, asked, { decision: hold.rollbackRunning.code, reason });
  }
  const open = incident?.phase === 'verifying' ? incident : undefined;
  const remembered = turn.state.releases
    .filter(isBad)
    .toSorted((one, other) => (other.badSince ?? 0) - (one.badSince ?? 0))[0];
  const target = open?.plan.suspect.id ?? remembered?.execution.id;
  if (target === undefined) {
    const reason = 'no rollback of this stage is known that could be taken back';
    return refused(turn, asked, { decision: 'nothing-to-undo', reason });
  }
  return atOnce(turn, { ...causeOf(asked), target, undo: true });
}

/** A person does not wait: what stands in the way is the answer. */
function atOnce(turn: Turn, cause: CommandCause): Next {
  const { state, now } = turn;
  const { incident } = state;
  const takenBack = incident?.phase === 'verifying' && cause.undo ? incident : undefined;
  if (takenBack === undefined) {
    const held = heldByIncident(state, cause);
    if (held !== undefined) return { state: promising(state, entryOfHold(cause, held, now)) };
    // What waits is decided with it: one rollback answers all, and none is lost where the command comes to nothing.
    return incident?.phase === 'waiting' ? settle(turn, [cause, ...incident.causes], incident) : settle(turn, [cause]);
  }
  const { incident: _, ...idle } = state;
  const { heldBack = [] } = takenBack;
  const next = settle({ ...turn, state: heldBack.reduce(withHeldBack, idle) }, [cause]);
  // Where it comes to nothing the rollback is followed on.
  return next.state.incident === undefined ? { ...next, state: { ...next.state, incident: takenBack } } : next;
}

function causeOf({ id, at, command }: AskedFor): CommandCause {
  const { by, reason } = command;
  return { kind: 'command', id, at, by, ...(reason !== undefined && { reason }) };
}

/** What a command to roll back or redeploy, or to say what that would do, decides about. */
export function causeOfPlan(asked: AskedFor<Planned>): CommandCause {
  const { target, action } = asked.command;
  const isAcross = action === 'rollback' && asked.command.acrossBarrier;
  return {
    ...causeOf(asked),
    ...(target !== undefined && { target }),
    ...(isAcross && { acrossBarrier: true as const }),
    ...(action === 'redeploy' && { redeploy: true as const }),
  };
}

export type Planned = CommandOf<'plan' | 'rollback' | 'redeploy'>;

export function answerPlan(command: Planned, decided: Plan): CommandAnswer {
  switch (decided.kind) {
    case 'rollback':
      return {
        ...about(command),
        decision: command.action === 'redeploy' ? 'redeploy' : 'rollback',
        reason: describePlan(decided.plan),
        suspect: shown(decided.plan.suspect),
        target: shown(decided.plan.target),
      };
    case 'wait':
      return { ...about(command), decision: 'wait', reason: decided.sentence };
    case 'hold':
      return answerHold(command, decided);
  }
}

/** The answer to a command that its decision record says. */
export function answerEntry(
  command: CommandOf<'rollback' | 'redeploy' | 'undo'>,
  entry: Entry | undefined,
): CommandAnswer {
  if (entry === undefined) {
    const reason = `CodePipeline has not accepted the ${command.action} yet; it is tried again, and people are told what comes of it`;
    return { ...about(command), decision: 'pending', reason };
  }
  return {
    ...about(command),
    decision: entry.code,
    ...(entry.reason !== undefined && { code: entry.reason }),
    reason: entry.sentence,
    ...(entry.suspect && { suspect: shown(entry.suspect) }),
    ...(entry.target && { target: shown(entry.target) }),
    ...(entry.rollbackExecutionId !== undefined && { rollbackExecutionId: entry.rollbackExecutionId }),
    ...(entry.incident !== undefined && { incident: entry.incident }),
  };
}
