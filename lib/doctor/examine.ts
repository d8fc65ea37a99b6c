import { type Inspecting, inspect, withArtifacts } from '../../lambda/commands/inspect.ts';
import { lookIntoSpokes, spokesOf } from '../../lambda/commands/spokes-of.ts';
import { alarmArnOf, type Location } from '../../lambda/decision/alarm-arn.ts';
import { describeExecution } from '../../lambda/decision/execution.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { NO_CLAIMS } from '../../lambda/guards/claims.ts';
import type { Ports } from '../../lambda/ports.ts';
import { type Judgement, judge } from '../../lambda/readiness/findings.ts';
import { inTurns } from '../../lambda/readiness/in-turns.ts';
import { attempt } from '../../lambda/stage/observe.ts';
import type { GuardDeclarations } from '../guards/guards-file.ts';
import type { Role } from './role.ts';

/** A guard and what was found about it. */
export interface Patient extends Judgement {
  readonly stage: string;
  /** What a rollback would go back to now. */
  readonly lastGood?: string;
}

/** Stages looked over at the same time. */
const AT_ONCE = 5;

/** Where what is examined is read from. */
export interface Sources extends Omit<Inspecting, 'records' | 'guards' | 'history'>, Pick<Ports, 'artifacts'> {
  readonly rules: Pick<Ports['rules'], 'ofSpoke'>;
  /** The role of the deployed function; absent before the first deploy. */
  readonly role?: Role;
  /** Where the controller is, or will be. */
  readonly home: Location;
}

/** Looks over the stages of a guards file as the deployed controller would, without its memory and its event rules. */
export async function examine(
  guards: GuardDeclarations,
  { role, home, rules, ...sources }: Sources,
): Promise<readonly Patient[]> {
  const ports: Inspecting = { ...sources, ...NOTHING_REMEMBERED };
  const policies = guards.map((guard) => toPolicy(guard, home));
  const spokes = await lookIntoSpokes({ rules, home }, policies);
  return inTurns(policies, AT_ONCE, async (guard) => {
    const [facts, denied] = await Promise.all([
      inspect(ports, guard, NO_MEMORY).then((seen) => withArtifacts(sources, seen)),
      role && attempt(role.denied(guard)),
    ]);
    const { target } = facts;
    return {
      ...judge({ ...facts, spokes: spokesOf(guard, spokes, home), ...(denied && { denied }) }),
      stage: `${guard.pipeline}/${guard.stage}`,
      ...(target.kind === 'target' && { lastGood: describeExecution(target.execution) }),
    };
  });
}

const NO_MEMORY = Promise.resolve({ ok: true, value: undefined } as const);

/** Before the first deploy there is no table, and no guard in it. */
const NOTHING_REMEMBERED: Pick<Inspecting, 'records' | 'guards' | 'history'> = {
  records: { globalPause: async () => undefined, read: async () => undefined },
  guards: {
    of: async () => ({ kind: 'missing' }),
    stages: async () => [],
    formerStages: async () => [],
    remembered: () => [],
    ofAlarm: async () => [],
    claims: async () => ({ claims: NO_CLAIMS, version: 0 }),
    write: async () => 'changed',
    index: async () => undefined,
  },
  history: { has: async () => false, append: async () => 'known', latest: async () => [] },
};

function toPolicy({ alarms, unlessAlarms, ...guard }: GuardDeclarations[number], home: Location): GuardPolicy {
  const arn = (alarm: string) => alarmArnOf(alarm, home);
  return GuardPolicy.parse({ ...guard, alarms: alarms.map(arn), unlessAlarms: unlessAlarms.map(arn) });
}
