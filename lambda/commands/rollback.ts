import type { CommandOf } from '../command.ts';
import { consider, planFor, usablePolicy } from '../consider.ts';
import type { CommandCause } from '../decision/cause.ts';
import { type Entry, entryOfHold } from '../decision/entry.ts';
import { hold } from '../decision/hold.ts';
import { describePlan, type Plan } from '../decision/plan.ts';
import { EMPTY_MEMORY } from '../decision/record.ts';
import { record } from '../journal.ts';
import { type Controller, sessionOf } from '../lock.ts';
import { attempt, lookAt } from '../observer.ts';
import type { Outcome } from '../session.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, answerHold, because, type CommandAnswer, shown } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { answerNotGuarded, answerUnknownStage } from './guarded-stages.ts';
import { acquirePatiently, whyNotHeld } from './patient-lock.ts';

/** Decides as the rollback command would, and changes nothing. */
export async function plan(
  { ports }: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'plan' | 'rollback'>,
): Promise<CommandAnswer> {
  const key = { pipeline: command.pipeline, stage: command.stage };
  const [guard, look, memory] = await Promise.all([
    attempt(ports.guards.of(key)),
    lookAt(ports, key, []),
    attempt(ports.records.read(key)),
  ]);
  if (!guard.ok) return answerHold(command, hold.couldNotObserve(guard));
  if (!memory.ok) return answerHold(command, hold.couldNotObserve(memory));
  const policy = usablePolicy(key, guard.value);
  if ('code' in policy) {
    if (guard.value.kind !== 'missing') return answerHold(command, policy);
    return answerNotGuarded(command, (await ports.guards.all()).guards);
  }
  const cause = causeOf(trigger, command);
  const session = { ports, key, memory: memory.value ?? EMPTY_MEMORY };
  const { plan: decided } = await planFor(session, cause, policy, look, []);
  const known = decided.kind === 'again' ? hold.couldNotObserve(decided) : decided;
  const answer = answerPlan(command, known);
  await record(ports, key, entryOfPlan(trigger, known, answer.reason));
  return { ...answer, dryRun: true };
}

function entryOfPlan(trigger: CommandTrigger, decided: Plan, reason: string): Entry {
  const { command } = trigger;
  const sentence = `${command.by} asked what a rollback would do${because(command)}: ${reason}`;
  return entryOfCommand(trigger, 'planned', sentence, {
    ...(decided.kind === 'hold' && { reason: decided.code }),
    ...(decided.kind === 'rollback' && { suspect: decided.plan.suspect, target: decided.plan.target }),
  });
}

/** Rolls back at a person's word: no attribution and no limit, but the lock and the eligibility of the target. */
export async function rollBackNow(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'rollback'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const key = { pipeline: command.pipeline, stage: command.stage };
  const unknown = await attempt(answerUnknownStage(ports, command));
  if (unknown.ok && unknown.value !== undefined) return unknown.value;
  const cause = causeOf(trigger, command);
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') {
    const why = whyNotHeld(key, acquired);
    await record(ports, key, entryOfHold(cause, why, ports.clock()));
    return answerHold(command, why);
  }
  const session = sessionOf(controller, acquired);
  const { incident } = session.memory;
  if (incident !== undefined && incident.phase !== 'waiting') {
    const { id, phase, openedAt } = incident;
    const decision = hold.incidentOpen({ incident: id, phase, since: openedAt });
    await record(ports, key, entryOfHold(cause, decision, ports.clock()));
    await ports.records.release(acquired.lock);
    return answerHold(command, decision);
  }
  return answerOutcome(command, await consider(session, { causes: [cause], firstSeenAt: trigger.at }));
}

function causeOf(trigger: CommandTrigger, command: CommandOf<'plan' | 'rollback'>): CommandCause {
  return {
    kind: 'command',
    id: trigger.id,
    at: trigger.at,
    by: command.by,
    ...(command.reason !== undefined && { reason: command.reason }),
    ...(command.target !== undefined && { target: command.target }),
  };
}

function answerPlan(command: CommandOf<'plan' | 'rollback'>, decided: Plan): CommandAnswer {
  switch (decided.kind) {
    case 'rollback':
      return {
        ...about(command),
        decision: 'rollback',
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

function answerOutcome(command: CommandOf<'rollback'>, { outcome, reason, entry }: Outcome): CommandAnswer {
  return {
    ...about(command),
    decision: entry?.code ?? outcome,
    ...(entry?.reason !== undefined && { code: entry.reason }),
    reason: entry?.sentence ?? reason ?? outcome,
    ...(entry?.suspect && { suspect: shown(entry.suspect) }),
    ...(entry?.target && { target: shown(entry.target) }),
    ...(entry?.rollbackExecutionId !== undefined && { rollbackExecutionId: entry.rollbackExecutionId }),
    ...(entry?.incident !== undefined && { incident: entry.incident }),
  };
}
