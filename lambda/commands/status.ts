import type { Controller } from '../controller.ts';
import { about, answerHold, type CommandAnswer } from '../decision/commands/answer.ts';
import { isBad } from '../decision/commands/forgive.ts';
import { describeExecution } from '../decision/execution.ts';
import { foundIn, type Read } from '../decision/facts.ts';
import { isOurFreeze } from '../decision/freeze.ts';
import { hold } from '../decision/hold.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { EMPTY_STATE, type Pause, type StageState } from '../decision/state.ts';
import { describeLive } from '../decision/tenures.ts';
import { clock } from '../decision/time.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { CommandOf } from '../intake/command.ts';
import type { Ports } from '../ports.ts';
import type { EventRule } from '../readiness/event-rule.ts';
import { judge } from '../readiness/findings.ts';
import { inTurns } from '../readiness/in-turns.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';
import { attempt } from '../stage/observe.ts';
import { VERSION } from '../version.ts';
import { arming, countedNow } from './arming.ts';
import { answerNotGuarded, guardsAskedFor } from './guarded-stages.ts';
import { inspect } from './inspect.ts';
import { describePause, leftOpen } from './left-open.ts';
import { timeToLook, whileTimeLasts } from './while-time-lasts.ts';

/** Guards and states read from the table at the same time. */
const READ_AT_ONCE = 25;

/**
 * One stage, or all of them: what is deployed, what it would go back to, and what stands in the way. AWS takes so few calls a second that some
 * hundred stages are looked at in one invocation: those first in which something is open, and the others are named.
 */
export async function status(controller: Controller, command: CommandOf<'status'>): Promise<CommandAnswer> {
  const { ports } = controller;
  const until = timeToLook(controller);
  const [listed, pause, rules] = await Promise.all([
    attempt(ports.guards.stages()),
    attempt(ports.records.globalPause()),
    attempt(ports.rules.all()),
  ]);
  if (!listed.ok) return answerHold(command, hold.couldNotObserve(listed));
  const asked = guardsAskedFor(command, listed.value);
  const unguarded = await leftOpen(ports, command, listed.value);
  if (asked.length === 0 && unguarded.length === 0) return answerNotGuarded(command, listed.value);
  const everything = pause.ok ? pause.value : undefined;
  const read = await inTurns(asked, READ_AT_ONCE, (key) => remembered(ports, key));
  const usable = read.flatMap((one) => ('unusable' in one ? [] : [one]));
  const unusable = read.flatMap((one) => ('unusable' in one ? [one.unusable] : []));
  const inOrder = [...usable.filter(isOpen), ...usable.filter((one) => !isOpen(one))];
  const seen = await whileTimeLasts(ports, inOrder, until, (eyes, one) => statusOf(eyes, one, everything, rules));
  const others = inOrder.slice(seen.length).map(stageName);
  const order = usable.map(stageName);
  const stages = seen.toSorted((one, other) => order.indexOf(one.stage) - order.indexOf(other.stage));
  return {
    ...about(command),
    decision: 'status',
    version: VERSION,
    reason: `${asked.length} guarded ${asked.length === 1 ? 'stage' : 'stages'}${others.length === 0 ? '' : `; there was time to look at ${seen.length} of them: name a pipeline to see others`}${unguarded.length === 0 ? '' : '; something is open where nothing is guarded any more'}`,
    ...(everything && { paused: describePause(everything) }),
    ...(!pause.ok && { paused: `unknown: ${pause.problem}` }),
    stages,
    ...(unguarded.length > 0 && { unguarded }),
    ...(unusable.length > 0 && { unusableGuards: unusable }),
    ...(others.length > 0 && { notLookedAt: others }),
  };
}

/** A guard, and what the table has of its stage. */
interface Remembered extends GuardPolicy {
  readonly memory: Read<StageState | undefined>;
}

async function remembered(
  { guards, records }: Ports,
  key: StageKey,
): Promise<Remembered | { readonly unusable: string }> {
  const [guard, memory] = await Promise.all([attempt(guards.of(key)), attempt(records.read(key))]);
  if (!guard.ok) return { unusable: `${stageName(key)}: ${guard.problem}` };
  if (guard.value.kind === 'found') return { ...guard.value.policy, memory };
  const problem = guard.value.kind === 'unusable' ? guard.value.problem : 'its guard is listed, and is not there';
  return { unusable: `${stageName(key)}: ${problem}` };
}

/** Something that a person may have to see to. */
function isOpen({ memory }: Remembered): boolean {
  if (!memory.ok) return true;
  const { incident, freeze, pause } = memory.value ?? {};
  return incident !== undefined || freeze !== undefined || pause !== undefined;
}

async function statusOf(
  ports: Ports,
  { memory, ...guard }: Remembered,
  everything: Pause | undefined,
  rules: Read<readonly EventRule[]>,
) {
  const facts = await inspect(ports, guard, Promise.resolve(memory));
  const { findings, unread } = judge({ ...facts, rules });
  const problems = [...findings.map(({ sentence }) => sentence), ...unread];
  return {
    stage: stageName(guard),
    ...whatRuns(facts),
    ...(facts.memory.ok
      ? {
          ...arming(facts, findings, guard, facts.memory.value ?? EMPTY_STATE, everything),
          ...whatIsRemembered(facts, facts.memory.value ?? EMPTY_STATE, guard),
        }
      : { armed: 'unknown', why: [`${facts.memory.what}: ${facts.memory.problem}`] }),
    ...(problems.length > 0 && { problems }),
  };
}

function whatRuns({ stage, live, target }: StageFacts) {
  return {
    deployed: live.kind === 'hold' || live.kind === 'unclear' ? 'unknown' : describeLive(live),
    stageStatus: foundIn(stage)?.occupant?.status ?? 'unknown',
    lastGood: target.kind === 'target' ? describeExecution(target.execution) : 'none eligible',
  };
}

function whatIsRemembered(facts: StageFacts, state: StageState, guard: GuardPolicy) {
  const { stage } = facts;
  const { incident, freeze, pause, releases } = state;
  const inbound = foundIn(stage)?.inbound;
  const ours = inbound !== undefined && freeze !== undefined && isOurFreeze(freeze, inbound);
  return {
    automaticRollbacks: `${countedNow(facts, guard, state).length} of at most ${guard.maxAutomaticRollbacks} since it was last healthy`,
    ...(incident && { incident: { id: incident.id, phase: incident.phase, since: clock(incident.openedAt) } }),
    ...(inbound?.enabled === false && {
      frozen: {
        by: ours ? 'this controller' : (inbound.lastChangedBy ?? 'unknown'),
        ...(ours && { since: clock(freeze.since) }),
        ...(inbound.disabledReason !== undefined && { reason: inbound.disabledReason }),
      },
    }),
    ...(pause && { paused: describePause(pause) }),
    knownBad: releases.filter(isBad).map(({ execution, badSince = 0 }) => `${execution.id} since ${clock(badSince)}`),
  };
}
