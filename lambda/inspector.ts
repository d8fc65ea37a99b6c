import { whatIsDeployed } from './decision/deployment.ts';
import { type LookUp, type Observation, stageIn } from './decision/observation.ts';
import type { KnownBad, StageMemory } from './decision/record.ts';
import { chooseTarget } from './decision/target.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { attempt, type Eyes, type Look, lookAt, lookFurther } from './observer.ts';
import type { Ports } from './ports.ts';
import type { StageFacts } from './readiness/stage-facts.ts';

/** The ports that looking a stage over needs. */
export type Inspecting = Eyes & Pick<Ports, 'structures' | 'clock'>;

/** Everything about a stage that its readiness depends on, and the look it was read with. */
export interface Inspection {
  readonly facts: StageFacts;
  readonly look: Look;
}

/** Looks a stage over without its lock, and changes nothing. */
export async function inspect(
  ports: Inspecting,
  guard: GuardPolicy,
  remembered: Promise<StageMemory | undefined>,
): Promise<Inspection> {
  const { pipeline, stage } = guard;
  const [structure, look, memory] = await Promise.all([
    attempt(ports.structures.of(pipeline)),
    lookAt(ports, { pipeline, stage }, guard.alarms),
    attempt(remembered),
  ]);
  const found = await findTarget(ports, guard, look, memory.ok ? (memory.value?.knownBad ?? []) : []);
  const { observation } = found.look;
  const facts: StageFacts = {
    guard,
    now: ports.clock(),
    structure,
    stage: observation.stage,
    alarms: observation.alarms,
    memory,
    deployment: found.deployment,
    target: found.target,
  };
  return { facts, look: found.look };
}

/** What is deployed, and what a rollback would go back to, whether the stage is running or not. */
async function findTarget(ports: Eyes, guard: GuardPolicy, look: Look, knownBad: readonly KnownBad[]) {
  let current = look;
  for (;;) {
    const found = targetIn(guard, current.observation, knownBad);
    if (!('kind' in found)) return { ...found, look: current };
    current = await lookFurther(ports, guard, current, found);
  }
}

function targetIn(
  { pipeline, stage }: GuardPolicy,
  observation: Observation,
  knownBad: readonly KnownBad[],
): Pick<StageFacts, 'deployment' | 'target'> | LookUp {
  const deployment = whatIsDeployed(stage, pipeline, observation);
  if (deployment.kind === 'look-up') return deployment;
  if (deployment.kind !== 'deployed') return { deployment, target: deployment };
  const target = chooseTarget({
    suspect: deployment.suspect,
    pipelineVersion: stageIn(observation.stage)?.pipelineVersion ?? 0,
    excluded: knownBad.map(({ executionId }) => executionId),
    observation,
  });
  return target.kind === 'look-up' ? target : { deployment, target };
}
