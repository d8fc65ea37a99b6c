import type { CommandOf } from '../../intake/command.ts';
import { acceptRollback } from '../accept.ts';
import { readAll } from '../asking.ts';
import { changed, withoutFreezeOf } from '../end.ts';
import { entryOfHold } from '../entry-of.ts';
import { isInForce, withFreezeOf } from '../freeze.ts';
import { decidedAbout } from '../held.ts';
import { hold } from '../hold.ts';
import { type Claimed, type Incident, nounOf, operationOf } from '../incident.ts';
import { findAccepted, isInDoubt } from '../lost-answer.ts';
import { to } from '../phases.ts';
import { withCovered } from '../remembered.ts';
import type { StageState } from '../state.ts';
import { clock, span } from '../time.ts';
import { DOUBTED_FOR, SHOWS_WITHIN } from '../times.ts';
import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

/** Stops following the open incident and frees the stage. What runs in CodePipeline runs on, and the answer says so. */
export function abort(turn: Turn, asked: AskedFor<CommandOf<'abort'>>): Next {
  const { incident } = turn.state;
  if (incident === undefined) {
    return refused(turn, asked, { decision: 'no-incident', reason: 'no incident of this stage is open' });
  }
  if (incident.phase === 'claimed') return abortClaim(turn, asked, incident);
  return abortKnown(turn, asked, incident);
}

/** Forgotten under its promise, a rollback of ours would be taken for a person's, and not be counted. */
function abortClaim(turn: Turn, asked: AskedFor<CommandOf<'abort'>>, claim: Claimed): Next {
  const { facts, now, key } = turn;
  readAll(facts, [{ fact: 'stage' }, { fact: 'recent' }, { fact: 'actions' }]);
  const found = findAccepted(claim, key.stage, facts);
  if (found !== undefined) {
    const { state } = acceptRollback(turn, claim, found.id);
    return state.incident === undefined ? { state } : abortKnown({ ...turn, state }, asked, state.incident);
  }
  if (!isInDoubt(claim, facts, now)) return abortKnown(turn, asked, claim);
  const { command, id, at } = asked;
  const reason = `whether ${operationOf(claim.plan)} was accepted at ${clock(claim.calledAt)} cannot be told yet; it is not called again, and the incident ends once that is known, ${span(DOUBTED_FOR)} after the call at the latest`;
  const said = { id, at, by: command.by, ...(command.reason !== undefined && { reason: command.reason }) };
  return {
    state: to(turn.state, 'claimed', 'decided', { ...claim, aborted: claim.aborted ?? said }),
    wakeBy: now + SHOWS_WITHIN / 2,
    answer: { ...about(command), decision: 'pending', reason },
  };
}

/** The doubt that an abort was given in, looked into again: nothing is called meanwhile. */
export function followAborted(turn: Turn, claim: Claimed, { id, at, ...said }: NonNullable<Claimed['aborted']>): Next {
  const { answer: _, ...next } = abortClaim(
    turn,
    { id, at, command: { action: 'abort', ...turn.key, ...said } },
    claim,
  );
  return next;
}

function abortKnown(turn: Turn, asked: AskedFor<CommandOf<'abort'>>, incident: Incident): Next {
  const { now } = turn;
  const { command } = asked;
  const { id, phase, openedAt } = incident;
  const running = stillRunning(incident, isInForce(turn.state.freeze));
  const sentence = `${command.by} aborted incident ${id} (${phase}, open since ${clock(openedAt)})${because(command)}: ${running.join('; ')}`;
  const suspect = 'plan' in incident && { suspect: incident.plan.suspect, target: incident.plan.target };
  const execution = 'rollbackExecutionId' in incident && { rollbackExecutionId: incident.rollbackExecutionId };
  // Every cause ends in one decision; those of a rollback have theirs.
  const causes = 'causes' in incident ? incident.causes : [];
  const holds = causes.map((cause) => entryOfHold(cause, hold.aborted({ incident: id, by: command.by }), now));
  const entry = entryOfCommand(asked, 'aborted', sentence, { incident: id, ...suspect, ...execution });
  const decided = causes.reduce((state, cause) => decidedAbout(state, cause), turn.state);
  return {
    state: changed(
      promising(
        withCovered(withoutIncident(decided, incident, now), incident, now),
        ...holds,
        withFreezeOf(turn.state, entry),
      ),
      now,
    ),
    answer: {
      ...about(command),
      decision: 'aborted',
      reason: `incident ${id} (${phase}) is no longer followed, and the stage is free for the next one`,
      warnings: running,
      ...execution,
    },
  };
}

/** Any phase may be given up by a person: this is the one way that is not in the table of phases. */
function withoutIncident({ incident: _, ...state }: StageState, incident: Incident, now: number): StageState {
  return withoutFreezeOf(state, incident, true, now);
}

/** What goes on without anybody looking after it. */
function stillRunning(incident: Incident, frozen: boolean): readonly string[] {
  const stays = frozen ? ['the stage stays frozen until it is released'] : [];
  switch (incident.phase) {
    case 'waiting':
      return [
        incident.ending === undefined
          ? `execution ${incident.occupant} may still be running; nothing happens at its end`
          : `execution ${incident.occupant} was told to end, and still may be ending`,
        ...stays,
      ];
    case 'claimed':
      return [
        `${operationOf(incident.plan)} may have been called for a ${nounOf(incident.plan)} of ${incident.plan.target.id}, of which nothing shows`,
        ...stays,
      ];
    case 'rolling-back':
      return [
        `${nounOf(incident.plan)} execution ${incident.rollbackExecutionId} is not stopped; nobody is told how it ends, nor whether the alarms recover`,
        ...stays,
      ];
    case 'verifying':
      return [`the ${nounOf(incident.plan)} is done; nobody is told whether the alarms recover`, ...stays];
  }
}
