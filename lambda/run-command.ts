import type { Command, CommandOf } from './command.ts';
import { consider, planFor, usablePolicy } from './consider.ts';
import { acquire, type Controller, sessionOf } from './controller.ts';
import { entryOfHold } from './decision/entry.ts';
import { describeExecution, type Execution } from './decision/execution.ts';
import { type Hold, hold } from './decision/hold.ts';
import { findExecution } from './decision/observation.ts';
import { describePlan, type Plan } from './decision/plan.ts';
import { type CommandCause, EMPTY_MEMORY, type Pause } from './decision/record.ts';
import { chooseTarget } from './decision/target.ts';
import { clock, SECOND } from './decision/time.ts';
import { lift } from './freezing.ts';
import { record } from './journal.ts';
import { lookAt, lookFurther, occupantOf } from './observer.ts';
import type { Acquisition, StageKey } from './ports.ts';
import type { Outcome } from './session.ts';
import type { CommandTrigger } from './trigger.ts';

/** What a person reads in the console. */
export interface CommandAnswer {
  readonly action: Command['action'];
  readonly stage?: string;
  readonly decision: string;
  readonly reason: string;
  readonly [detail: string]: unknown;
}

/** A person waits for the lock this long before being told that the stage is busy. */
const PATIENCE = 5 * SECOND;
const POLL = 500;

export async function runCommand(controller: Controller, trigger: CommandTrigger): Promise<CommandAnswer> {
  const { command } = trigger;
  switch (command.action) {
    case 'plan':
      return plan(controller, trigger, command);
    case 'rollback':
      return command.dryRun ? plan(controller, trigger, command) : rollBackNow(controller, trigger, command);
    case 'release':
      return release(controller, trigger, command);
    case 'pause':
    case 'resume':
      return setPause(controller, trigger, command);
    case 'status':
      return status(controller, command);
  }
}

/** Decides as the rollback command would, and changes nothing. */
async function plan(
  { ports }: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'plan' | 'rollback'>,
): Promise<CommandAnswer> {
  const key = keyOf(command);
  const [found, look, memory] = await Promise.all([
    ports.guards.of(key),
    lookAt(ports, key, []),
    ports.records.read(key),
  ]);
  const policy = usablePolicy(key, found);
  if ('code' in policy) return answerHold(command, policy);
  const cause = causeOf(trigger, command);
  const session = { ports, key, memory: memory ?? EMPTY_MEMORY };
  const decided = await planFor(session, cause, policy, look, []);
  if (decided.plan.kind === 'again') return answerHold(command, hold.couldNotObserve(decided.plan));
  return { ...answerPlan(command, decided.plan), dryRun: true };
}

async function rollBackNow(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'rollback'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const key = keyOf(command);
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') return answerHold(command, whyNotHeld(key, acquired));
  const session = sessionOf(controller, acquired);
  const cause = causeOf(trigger, command);
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

/** Lifts our freeze; a transition that somebody else disabled is left alone. */
async function release(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'release'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const key = keyOf(command);
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') return answerHold(command, whyNotHeld(key, acquired));
  const session = sessionOf(controller, acquired);
  const { observation } = await lookAt(ports, key, []);
  const lifted = await lift(session, observation.stage);
  const { freeze: _, ...thawed } = session.memory;
  const kept = lifted.kind === 'lifted' || lifted.kind === 'not-frozen' ? thawed : session.memory;
  if (lifted.kind === 'lifted') {
    await record(ports, key, {
      id: trigger.id,
      causedAt: trigger.at,
      at: ports.clock(),
      code: 'released',
      sentence: `${command.by} released the freeze${because(command)}: deployments enter the stage again`,
      announce: true,
      cause: command.by,
    });
  }
  await ports.records.save(acquired.lock, kept, 'release');
  const disabledBy =
    observation.stage.ok && observation.stage.value !== 'not-found'
      ? observation.stage.value.inbound.lastChangedBy
      : undefined;
  const reasons = {
    lifted: 'the inbound transition is enabled again',
    'not-frozen': 'the inbound transition is not disabled: nothing to release',
    'not-ours': `the inbound transition was disabled by ${disabledBy ?? 'somebody else'}, not by this controller; enable it in CodePipeline if that is right`,
    failed: lifted.kind === 'failed' ? lifted.error : '',
  };
  return { ...about(command), decision: lifted.kind, reason: reasons[lifted.kind] };
}

/** The kill switch without a deploy: for one stage, or for everything where no stage is named. */
async function setPause(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'pause' | 'resume'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { pipeline, stage, by, reason } = command;
  const pause: Pause | undefined =
    command.action === 'pause' ? { by, since: trigger.at, ...(reason !== undefined && { reason }) } : undefined;
  const done = command.action === 'pause' ? 'paused' : 'resumed';
  if (pipeline === undefined && stage === undefined) {
    await ports.records.setGlobalPause(pause);
    return { action: command.action, decision: done, reason: `automatic rollback of every guarded stage is ${done}` };
  }
  if (pipeline === undefined || stage === undefined) {
    const missing = pipeline === undefined ? 'pipeline' : 'stage';
    return {
      action: command.action,
      decision: 'refused',
      reason: `"${missing}" is missing: name both pipeline and stage, or neither for every stage`,
    };
  }
  const key = { pipeline, stage };
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') return answerHold({ action: command.action, ...key }, whyNotHeld(key, acquired));
  const { pause: _, ...rest } = acquired.memory;
  await record(ports, key, {
    id: trigger.id,
    causedAt: trigger.at,
    at: trigger.at,
    code: done,
    sentence: `${by} ${done} automatic rollback of this stage${because(command)}`,
    announce: true,
    cause: by,
  });
  await ports.records.save(acquired.lock, pause === undefined ? rest : { ...rest, pause }, 'release');
  return {
    ...about({ action: command.action, ...key }),
    decision: done,
    reason: `automatic rollback of this stage is ${done}`,
  };
}

/** One stage, or all of them: what is deployed, what it would go back to, and what stands in the way. */
async function status(controller: Controller, command: CommandOf<'status'>): Promise<CommandAnswer> {
  const { ports } = controller;
  const all = await ports.guards.all();
  const keys = all.filter(
    ({ pipeline, stage }) =>
      (command.pipeline === undefined || command.pipeline === pipeline) &&
      (command.stage === undefined || command.stage === stage),
  );
  const paused = await ports.records.globalPause();
  const stages = await Promise.all(keys.map((key) => statusOf(controller, key)));
  return {
    action: 'status',
    decision: 'status',
    reason: `${keys.length} guarded ${keys.length === 1 ? 'stage' : 'stages'}`,
    ...(paused && { paused: describePause(paused) }),
    stages,
  };
}

async function statusOf({ ports }: Controller, key: StageKey) {
  const memory = (await ports.records.read(key)) ?? EMPTY_MEMORY;
  const { look, execution } = await occupantOf(ports, key, await lookAt(ports, key, []));
  const { stage } = look.observation;
  const seen = stage.ok && stage.value !== 'not-found' ? stage.value : undefined;
  const suspect =
    execution?.rollbackTarget === undefined ? execution : findExecution(look.observation, execution.rollbackTarget);
  let target: Execution | undefined;
  if (suspect !== undefined && seen !== undefined) {
    const excluded = memory.knownBad.map((bad) => bad.executionId);
    let current = look;
    for (;;) {
      const chosen = chooseTarget({
        suspect,
        pipelineVersion: seen.pipelineVersion,
        excluded,
        observation: current.observation,
      });
      if (chosen.kind === 'target') target = chosen.execution;
      if (chosen.kind !== 'look-up') break;
      current = await lookFurther(ports, key, current, chosen);
    }
  }
  return {
    stage: `${key.pipeline}/${key.stage}`,
    deployed: suspect === undefined ? 'unknown' : describeExecution(suspect),
    stageStatus: seen?.occupant?.status ?? 'unknown',
    lastGood: target === undefined ? 'none eligible' : describeExecution(target),
    automaticRollbacks: memory.automaticRollbacks.length,
    ...(memory.incident && { incident: `${memory.incident.id} (${memory.incident.phase})` }),
    ...(seen?.inbound.enabled === false && {
      frozenBy: memory.freeze?.reason === seen.inbound.disabledReason ? 'this controller' : seen.inbound.lastChangedBy,
    }),
    ...(memory.pause && { paused: describePause(memory.pause) }),
    knownBad: memory.knownBad.map((bad) => bad.executionId),
  };
}

async function acquirePatiently(controller: Controller, key: StageKey, causeId: string): Promise<Acquisition> {
  const { ports } = controller;
  const until = ports.clock() + PATIENCE;
  for (;;) {
    const acquired = await acquire(controller, key, 'command', causeId);
    if (acquired.kind !== 'leased' || ports.clock() >= until) return acquired;
    await ports.sleep(POLL);
  }
}

function whyNotHeld(key: StageKey, acquired: Exclude<Acquisition, { kind: 'held' }>): Hold {
  switch (acquired.kind) {
    case 'leased':
      return hold.stageBusy({ until: acquired.until });
    case 'unreadable':
      return hold.unreadableRecord({ key: `${key.pipeline}/${key.stage}`, problem: acquired.problem });
    case 'incident':
      return hold.incidentOpen({ incident: acquired.id, phase: acquired.phase, since: acquired.since });
    case 'nothing-due':
      throw new Error('"nothing due" answers only a watch');
  }
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
        suspect: decided.plan.suspect,
        target: decided.plan.target,
      };
    case 'wait':
      return { ...about(command), decision: 'wait', reason: decided.sentence };
    case 'hold':
      return answerHold(command, decided);
  }
}

function answerHold(
  command: { action: Command['action']; pipeline?: string; stage?: string },
  decided: Hold,
): CommandAnswer {
  return { ...about(command), decision: 'hold', code: decided.code, reason: decided.sentence };
}

function answerOutcome(command: CommandOf<'rollback'>, { outcome, reason, entry }: Outcome): CommandAnswer {
  return {
    ...about(command),
    decision: entry?.code ?? outcome,
    ...(entry?.reason !== undefined && { code: entry.reason }),
    reason: entry?.sentence ?? reason ?? outcome,
    ...(entry?.suspect && { suspect: entry.suspect }),
    ...(entry?.target && { target: entry.target }),
    ...(entry?.rollbackExecutionId !== undefined && { rollbackExecutionId: entry.rollbackExecutionId }),
    ...(entry?.incident !== undefined && { incident: entry.incident }),
  };
}

function about(command: { action: Command['action']; pipeline?: string; stage?: string }) {
  const { action, pipeline, stage } = command;
  return { action, ...(pipeline !== undefined && stage !== undefined && { stage: `${pipeline}/${stage}` }) };
}

function keyOf({ pipeline, stage }: StageKey): StageKey {
  return { pipeline, stage };
}

function because({ reason }: { readonly reason?: string }): string {
  return reason === undefined ? '' : ` (${reason})`;
}

function describePause({ by, since, reason }: Pause): string {
  return `by ${by} since ${clock(since)}${reason === undefined ? '' : ` (${reason})`}`;
}
