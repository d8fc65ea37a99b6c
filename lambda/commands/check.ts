import type { Controller } from '../controller.ts';
import { about, type CommandAnswer } from '../decision/commands/answer.ts';
import { describeExecution } from '../decision/execution.ts';
import type { GuardLookUp, Read } from '../decision/facts.ts';
import { isSameStage, type StageKey, stageKeyOf, stageName, WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import type { AskedFor } from '../decision/turn.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import { inForce } from '../guards/claims.ts';
import { rewrite } from '../guards/declare-guard.ts';
import { type OutOfScope, outOfScope } from '../guards/scope.ts';
import type { CommandOf } from '../intake/command.ts';
import type { Ports } from '../ports.ts';
import { entryOfChange } from '../readiness/change.ts';
import { finding } from '../readiness/finding.ts';
import { type Finding, keyOf } from '../readiness/finding-kind.ts';
import { type Judgement, judge } from '../readiness/findings.ts';
import { inTurns } from '../readiness/in-turns.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';
import { attempt } from '../stage/observe.ts';
import { tell } from '../stage/perform.ts';
import { answerNotGuarded, guardsAskedFor } from './guarded-stages.ts';
import { inspect, withArtifacts } from './inspect.ts';
import { lookAtWhole } from './look-at-whole.ts';
import { resync } from './resync.ts';
import { lookIntoSpokes, spokesOf } from './spokes-of.ts';
import { AT_ONCE, timeToLook, whileTimeLasts } from './while-time-lasts.ts';

/** Guards read from the table at the same time. */
const READ_AT_ONCE = 25;

type Readiness = 'ready' | 'ready-with-warnings' | 'not-ready' | 'unknown';

/**
 * Looks over one stage, or all of them: would a rollback work if it were needed now? People are told what changed since the
 * last check, whoever asked for it; a stage that lost events is looked at again. Where the guards cannot be listed at all it
 * fails, so that a scheduled check is tried again, and ends in the queue of failed events. Of more stages than one invocation has time
 * for, the others are looked over by the next; `behind`: the last stage of the part before.
 */
export async function check(
  controller: Controller,
  asked: AskedFor<CommandOf<'check'>>,
  behind = '',
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { command } = asked;
  const isOfAll = command.pipeline === undefined && command.stage === undefined;
  const until = isOfAll ? timeToLook(controller) : Number.POSITIVE_INFINITY;
  const listed = await ports.guards.stages();
  const keys = guardsAskedFor(command, listed)
    .filter((key) => stageName(key) > behind)
    .toSorted((one, other) => (stageName(one) < stageName(other) ? -1 : 1));
  const ofWhole = async () => {
    if (!isOfAll) return {};
    const whole = await conclude(ports, asked, WHOLE_CONTROLLER, await lookAtWhole(ports));
    return whole.readiness === 'ready' ? {} : { controller: whole };
  };
  if (keys.length === 0 && behind === '') return { ...answerNotGuarded(command, listed), ...(await ofWhole()) };
  const [rules, read] = await Promise.all([
    attempt(ports.rules.all()),
    inTurns(keys, READ_AT_ONCE, async (key) => ({ key, guard: await attempt(guardOf(ports, key)) })),
  ]);
  const chosen = read.flatMap(({ guard }) => (guard.ok && guard.value.kind === 'found' ? [guard.value.policy] : []));
  const around = { rules, spokes: await lookIntoSpokes(ports, chosen) };
  const broken = read.filter(({ guard }) => !guard.ok || guard.value.kind !== 'found');
  const checked = await whileTimeLasts(ports, chosen, until, (eyes, guard) => checkStage(eyes, asked, guard, around));
  const left = chosen.length - checked.length;
  const last = checked.at(-1);
  const isDue = (key: StageKey) => left === 0 || last === undefined || stageName(key) <= last.stage;
  const unreadable = await inTurns(
    broken.filter(({ key }) => isDue(key)),
    AT_ONCE,
    ({ key, guard }) => conclude(ports, asked, key, withoutGuard(guard)),
  );
  const stages = [...checked, ...unreadable];
  if (left > 0 && last !== undefined) {
    const { id, at } = asked;
    await ports.watches.handOn({ id, at, by: command.by, behind: last.stage });
    return {
      ...about(command),
      decision: 'goes-on',
      reason: `${readyIn(stages)}; ${left} more are looked over by the next invocation, and what changed there is told`,
      stages,
    };
  }
  const whole = await ofWhole();
  if (isOfAll) ports.log.checked();
  return {
    ...about(command),
    decision: stages.every(isReady) ? 'ready' : 'not-ready',
    reason: readyIn(stages),
    stages,
    ...whole,
  };
}

interface Checked {
  readonly readiness: Readiness;
}

function isReady({ readiness }: Checked): boolean {
  return readiness === 'ready' || readiness === 'ready-with-warnings';
}

function readyIn(stages: readonly Checked[]): string {
  const ready = stages.filter(isReady).length;
  return `${ready} of ${stages.length} guarded ${stages.length === 1 ? 'stage' : 'stages'} ready`;
}

/** The guard of a stage whose record somebody has deleted is put back by what the list of guards says. */
async function guardOf({ guards }: Ports, key: StageKey): Promise<GuardLookUp> {
  const found = await guards.of(key);
  if (found.kind !== 'missing') return found;
  await rewrite(guards, key, (claims) => (inForce(claims) === undefined ? undefined : claims));
  return guards.of(key);
}

/** What is to be said of a stage whose guard cannot be used. */
function withoutGuard(guard: Read<GuardLookUp>): Judgement {
  if (!guard.ok && guard.transient) return { findings: [], unread: [`${guard.what}: ${guard.problem}`] };
  if (!guard.ok) return { findings: [finding.couldNotRead(guard)], unread: [] };
  const problem = guard.value.kind === 'unusable' ? guard.value.problem : 'it is listed, and is not there';
  return { findings: [finding.guardUnreadable({ problem })], unread: [] };
}

async function checkStage(
  ports: Ports,
  asked: AskedFor,
  guard: GuardPolicy,
  { rules, spokes }: Required<Pick<StageFacts, 'rules' | 'spokes'>>,
) {
  const key = stageKeyOf(guard);
  const [facts, notIndexed, scope] = await Promise.all([
    inspect(ports, guard, attempt(ports.records.read(key))).then((seen) => withArtifacts(ports, seen)),
    attempt(mendedIndex(ports, key, guard.alarms)),
    attempt(scopeOf(ports, key)),
  ]);
  const { target, memory, live } = facts;
  const wake = memory.ok ? resync(key, memory.value, live, facts.now) : undefined;
  if (wake !== undefined) await ports.watches.send(wake);
  const judged = await conclude(
    ports,
    asked,
    key,
    judge({ ...facts, rules, spokes: spokesOf(guard, spokes, ports.home), notIndexed, scope }),
  );
  return { ...judged, ...(target.kind === 'target' && { lastGood: describeExecution(target.execution) }) };
}

/** Whoever deploys the controller may narrow its scope behind a guard. */
async function scopeOf({ guards, scope }: Ports, key: StageKey): Promise<OutOfScope | undefined> {
  const stack = 'stack' in scope ? (await guards.claims(key)).claims.stack : undefined;
  return outOfScope(scope, key.pipeline, stack);
}

/** The alarms of a guard that did not lead to its stage; now they do. */
async function mendedIndex({ guards }: Ports, key: StageKey, alarms: readonly string[]): Promise<readonly string[]> {
  const leads = await Promise.all(alarms.map((alarm) => guards.ofAlarm(alarm)));
  const missing = alarms.filter((_, index) => !leads[index]?.some((one) => isSameStage(one, key)));
  if (missing.length > 0) await guards.index(key, { added: missing, removed: [] });
  return missing;
}

/** Tells people what changed, remembers what was found, and shows it. */
async function conclude(ports: Ports, asked: AskedFor, key: StageKey, { findings, unread }: Judgement) {
  // What could not be read for the moment would look like something that was mended.
  if (unread.length === 0) {
    const { id, at, command } = asked;
    const entry = entryOfChange(await ports.readiness.last(key), findings, { id, at, by: command.by });
    if (entry !== undefined) {
      await tell(ports, key, entry);
      await ports.readiness.save(key, { at, found: findings.map(keyOf) });
    }
  }
  return {
    stage: stageName(key),
    readiness: readinessOf({ findings, unread }),
    findings: findings.map(({ severity, code, sentence, advice }) => ({ severity, code, what: sentence, do: advice })),
    ...(unread.length > 0 && { unread }),
  };
}

function readinessOf({ findings, unread }: Judgement): Readiness {
  if (findings.some(({ severity }: Finding) => severity === 'error')) return 'not-ready';
  if (unread.length > 0) return 'unknown';
  return findings.length > 0 ? 'ready-with-warnings' : 'ready';
}
