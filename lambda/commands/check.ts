import type { Controller } from '../controller.ts';
import { about, type CommandAnswer } from '../decision/commands/answer.ts';
import { describeExecution } from '../decision/execution.ts';
import type { GuardLookUp } from '../decision/facts.ts';
import { type StageKey, WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import type { AskedFor } from '../decision/turn.ts';
import { AT_SIGN, type GuardPolicy } from '../guard-policy.ts';
import type { CommandOf } from '../intake/command.ts';
import type { Ports } from '../ports.ts';
import { entryOfChange } from '../readiness/change.ts';
import { type Finding, finding, keyOf } from '../readiness/finding.ts';
import { type Judgement, judge } from '../readiness/findings.ts';
import { inTurns } from '../readiness/in-turns.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';
import { attempt } from '../stage/observe.ts';
import { tell } from '../stage/perform.ts';
import { alarmsAtOnce, byAlarms } from './alarms-at-once.ts';
import { answerNotGuarded, guardsAskedFor } from './guarded-stages.ts';
import { inspect } from './inspect.ts';
import { resync } from './resync.ts';

/** Stages looked over at the same time. */
const AT_ONCE = 5;

type Readiness = 'ready' | 'ready-with-warnings' | 'not-ready' | 'unknown';

/** A check of everything hands the rest on after this part of a lease, which is longer than an invocation: one group of stages still fits in. */
const PART_OF_LEASE = 3;

/**
 * Looks over one stage, or all of them: would a rollback work if it were needed now? People are told what changed since the
 * last check, whoever asked for it; a stage that lost events is looked at again. Where the guards cannot be listed at all it
 * fails, so that a scheduled check is tried again, and ends in the queue of failed events. Of more stages than one invocation has time
 * for, the others are looked over by the next; `behind`: the last stage of the part before.
 */
export async function check(
  { ports, options }: Controller,
  asked: AskedFor<CommandOf<'check'>>,
  behind = '',
): Promise<CommandAnswer> {
  const { command } = asked;
  const until = ports.clock() + options.leaseMillis / PART_OF_LEASE;
  const { guards, unusable } = await ports.guards.all();
  const chosen = guardsAskedFor(command, guards)
    .filter((guard) => nameOf(guard) > behind)
    .toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const broken = unusable
    .map((guard) => ({ key: stageOf(guard), guard }))
    .filter(({ key }) => isAskedFor(command, key));
  if (chosen.length + broken.length === 0 && behind === '') return answerNotGuarded(command, guards);
  const [first] = chosen;
  const [rules, policy] = await Promise.all([
    attempt(ports.rules.all()),
    // An alarm has its guard read one by one, which is a permission of its own, and the same for all.
    first && attempt(ports.guards.of(first)),
  ]);
  const shared = { rules, ...(policy && { policy }) };
  const isOfAll = command.pipeline === undefined && command.stage === undefined;
  const checked: Awaited<ReturnType<typeof checkStage>>[] = [];
  for (const group of byAlarms(chosen)) {
    if (isOfAll && checked.length > 0 && ports.clock() >= until) break;
    const eyes = { ...ports, alarms: await alarmsAtOnce(ports.alarms, group) };
    checked.push(...(await inTurns(group, AT_ONCE, (guard) => checkStage(eyes, asked, guard, shared))));
  }
  const left = chosen.length - checked.length;
  const last = checked.at(-1);
  if (left > 0 && last !== undefined) {
    const { id, at } = asked;
    await ports.watches.handOn({ id, at, by: command.by, behind: last.stage });
    return {
      ...about(command),
      decision: 'goes-on',
      reason: `${readyIn(checked)}; ${left} more are looked over by the next invocation, and what changed there is told`,
      stages: checked,
    };
  }
  const unreadable = await inTurns(broken, AT_ONCE, ({ key, guard }) =>
    conclude(ports, asked, key, { findings: [finding.guardUnreadable(guard)], unread: [] }),
  );
  const controller = isOfAll ? await conclude(ports, asked, WHOLE_CONTROLLER, await whoIsTold(ports)) : undefined;
  if (isOfAll) ports.log.checked();
  const stages = [...checked, ...unreadable];
  return {
    ...about(command),
    decision: stages.every(isReady) ? 'ready' : 'not-ready',
    reason: readyIn(stages),
    stages,
    ...(controller && controller.readiness !== 'ready' && { controller }),
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

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}

/** What is no matter of a stage: whether anybody hears of it. */
async function whoIsTold({ subscribers }: Ports): Promise<Judgement> {
  const all = await attempt(subscribers.all());
  if (!all.ok) return { findings: [], unread: [`${all.what}: ${all.problem}`] };
  if (all.value.some(({ isConfirmed }) => isConfirmed)) return { findings: [], unread: [] };
  const pending = all.value.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
  return { findings: [finding.nobodyIsTold({ pending })], unread: [] };
}

async function checkStage(
  ports: Ports,
  asked: AskedFor,
  guard: GuardPolicy,
  shared: Pick<StageFacts, 'rules' | 'policy'>,
) {
  const { pipeline, stage } = guard;
  const key = { pipeline, stage };
  const facts = await inspect(ports, guard, ports.records.read(key));
  const { target, memory, live } = facts;
  const wake = memory.ok ? resync(key, memory.value, live, facts.now) : undefined;
  if (wake !== undefined) await ports.watches.send(wake);
  const judged = await conclude(ports, asked, key, judge({ ...facts, ...shared }));
  return { ...judged, ...(target.kind === 'target' && { lastGood: describeExecution(target.execution) }) };
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
    stage: nameOf(key),
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

/** The stage in the name of a parameter whose value cannot be read: `PREFIX/PIPELINE/STAGE`. */
function stageOf({ parameter }: Extract<GuardLookUp, { kind: 'unusable' }>): StageKey {
  const [pipeline = '', stage = ''] = parameter
    .split('/')
    .slice(-2)
    .map((part) => part.replaceAll(AT_SIGN, '@'));
  return { pipeline, stage };
}

function isAskedFor(command: CommandOf<'check'>, { pipeline, stage }: StageKey): boolean {
  return (command.pipeline ?? pipeline) === pipeline && (command.stage ?? stage) === stage;
}
