import { describeExecution } from '../../lambda/decision/execution.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { inTurns } from '../../lambda/in-turns.ts';
import { type Inspecting, inspect } from '../../lambda/inspector.ts';
import { type Judgement, judge } from '../../lambda/readiness/findings.ts';
import { parseAlarmArn } from '../alarm-arn.ts';
import type { GuardDeclarations } from '../guards-file.ts';

/** A guard and what was found about it. */
export interface Patient extends Judgement {
  readonly stage: string;
  /** What a rollback would go back to now. */
  readonly lastGood?: string;
}

/** Stages looked over at the same time. */
const AT_ONCE = 5;

/** Looks over the stages of a guards file as the deployed controller would; it has no memory of them yet, and no event rules. */
export function examine(guards: GuardDeclarations, sources: Omit<Inspecting, 'records'>): Promise<readonly Patient[]> {
  const ports: Inspecting = { ...sources, records: { globalPause: async () => undefined } };
  return inTurns(guards.map(toPolicy), AT_ONCE, async (guard) => {
    const { facts } = await inspect(ports, guard, Promise.resolve(undefined));
    const { target } = facts;
    return {
      ...judge(facts),
      stage: `${guard.pipeline}/${guard.stage}`,
      ...(target.kind === 'target' && { lastGood: describeExecution(target.execution) }),
    };
  });
}

function toPolicy({ alarms, ...guard }: GuardDeclarations[number]): GuardPolicy {
  return GuardPolicy.parse({ ...guard, alarms: alarms.map((alarm) => parseAlarmArn(alarm)?.name ?? alarm) });
}
