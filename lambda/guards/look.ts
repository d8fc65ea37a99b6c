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

type Eyes = Pick<Ports, 'structures' | 'alarms' | 'clock' | 'sleep'>;

export async function look(ports: Eyes, policies: readonly GuardPolicy[], scope: GuardScope): Promise<Look> {
  const seen = await Promise.all([lookAtAlarms(ports, policies), lookAtPipelines(ports, policies, scope)]);
  return {
    refusals: seen.flatMap(({ refusals }) => refusals),
    warnings: seen.flatMap(({ warnings }) => warnings),
  };
}

async function lookAtPipelines(
  { structures, clock, sleep }: Eyes,
  policies: readonly GuardPolicy[],
  scope: GuardScope,
): Promise<Look> {
  const patientUntil = clock() + IAM_SETTLES;
  const pipelines = [...new Set(policies.map(({ pipeline }) => pipeline))];
  const seen = await inTurns(pipelines, AT_ONCE, async (pipeline) => {
    for (;;) {
      const structure = await attempt(structures.of(pipeline));
      if (structure.ok || clock() >= patientUntil) return { pipeline, structure };
      await sleep(PAUSE);
    }
  });
  const refusals: string[] = [];
  const warnings: string[] = [];
  for (const guard of policies) {
    const about = `guard ${guard.pipeline}/${guard.stage}`;
    const structure = seen.find(({ pipeline }) => pipeline === guard.pipeline)?.structure;
    if (structure === undefined) continue;
    if (structure.ok) {
      for (const { severity, sentence, advice } of aboutStructure({ guard, structure })) {
        (severity === 'error' ? refusals : warnings).push(`${about}: ${sentence}; ${advice}`);
      }
      continue;
    }
    const problem = `${about}: ${structure.what} could not be read: ${structure.problem}`;
    if (structure.transient) warnings.push(problem);
    else refusals.push(`${problem}; ${adviceWhereDenied(scope)}`);
  }
  return { refusals, warnings };
}

async function lookAtAlarms({ alarms }: Eyes, policies: readonly GuardPolicy[]): Promise<Look> {
  const named = [...new Set(policies.flatMap((policy) => [...policy.alarms, ...policy.unlessAlarms]))];
  const inReach = named.filter((arn) => alarms.isInReach(arn));
  const warnings = await Promise.all(
    byLocation(inReach).map(async (arns) => {
      const read = await attempt(alarms.describe(arns));
      if (!read.ok) return [`alarm ${quoted(arns.slice(0, 1))} and others: ${read.problem}`];
      const missing = arns.filter((arn) => !read.value.some((alarm) => alarm.arn === arn));
      return missing.map((alarm) => finding.alarmNotFound({ alarm }).sentence);
    }),
  );
  return { refusals: named.filter((arn) => !inReach.includes(arn)).map(outOfReach), warnings: warnings.flat() };
}

function outOfReach(alarm: string): string {
  return `alarm ${quoted([alarm])} is in ${locationOf(alarm)}, which is none of the spokes of the controller; have its deployer add both to the spokes and deploy a spoke there (docs/spokes.md)`;
}
