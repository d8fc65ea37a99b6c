import { quoted } from '../decision/alarm.ts';
import { byLocation, locationOf } from '../decision/alarm-arn.ts';
import { SECOND } from '../decision/time.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { Ports } from '../ports.ts';
import { finding } from '../readiness/finding.ts';
import { aboutStructure } from '../readiness/findings.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { attempt } from '../stage/observe.ts';
import { adviceWhereDenied, type GuardScope } from './scope.ts';

/** What a look at pipelines and alarms tells of guards that are to be. */
export interface Look {
  /** Such a guard could never work. */
  readonly refusals: readonly string[];
  /** What may come later, and what could not be read for the moment. */
  readonly warnings: readonly string[];
}

/** What a role has just been allowed takes some seconds to be so everywhere (IAM:troubleshoot_general). */
const IAM_SETTLES = 10 * SECOND;
const PAUSE = 2 * SECOND;

/** Pipelines looked at together: CodePipeline throttles who asks for many at once. */
const AT_ONCE = 5;

export async function look(
  { structures, alarms, clock, sleep }: Pick<Ports, 'structures' | 'alarms' | 'clock' | 'sleep'>,
  policies: readonly GuardPolicy[],
  scope: GuardScope,
): Promise<Look> {
  const pipelines = [...new Set(policies.map(({ pipeline }) => pipeline))];
  const named = [...new Set(policies.flatMap((policy) => [...policy.alarms, ...policy.unlessAlarms]))];
  const patientUntil = clock() + IAM_SETTLES;
  const readPatiently = async (name: string) => {
    for (;;) {
      const read = await attempt(structures.of(name));
      if (read.ok || clock() >= patientUntil) return read;
      await sleep(PAUSE);
    }
  };
  const [structure, seen] = await Promise.all([
    inTurns(pipelines, AT_ONCE, readPatiently),
    Promise.all(
      byLocation(named.filter((arn) => alarms.isInReach(arn))).map(async (arns) => ({
        arns,
        read: await attempt(alarms.describe(arns)),
      })),
    ),
  ]);
  const refusals = named.filter((arn) => !alarms.isInReach(arn)).map(outOfReach);
  const warnings: string[] = [];
  for (const policy of policies) {
    const read = structure[pipelines.indexOf(policy.pipeline)];
    if (read === undefined) continue;
    const about = `guard ${policy.pipeline}/${policy.stage}`;
    if (!read.ok) {
      const problem = `${about}: ${read.what} could not be read: ${read.problem}`;
      if (read.transient) warnings.push(problem);
      else refusals.push(`${problem}; ${adviceWhereDenied(scope)}`);
      continue;
    }
    for (const { severity, sentence, advice } of aboutStructure({ guard: policy, structure: read })) {
      (severity === 'error' ? refusals : warnings).push(`${about}: ${sentence}; ${advice}`);
    }
  }
  for (const { arns, read } of seen) {
    if (!read.ok) {
      warnings.push(`alarm ${quoted(arns.slice(0, 1))} and others: ${read.problem}`);
      continue;
    }
    const missing = arns.filter((arn) => !read.value.some((alarm) => alarm.arn === arn));
    warnings.push(...missing.map((alarm) => finding.alarmNotFound({ alarm }).sentence));
  }
  return { refusals, warnings };
}

function outOfReach(alarm: string): string {
  return `alarm ${quoted([alarm])} is in ${locationOf(alarm)}, which is none of the spokes of the controller; have its deployer add both to the spokes and deploy a spoke there (docs/spokes.md)`;
}
