import { stageKeyOf } from '../decision/stage-key.ts';
import type { Ports } from '../ports.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';
import { attempt } from '../stage/observe.ts';

/** The facts of a stage with what is gone of the artifacts of its target, where that may be looked for. */
export async function withArtifacts(ports: Pick<Ports, 'artifacts'>, facts: StageFacts): Promise<StageFacts> {
  const { target, guard } = facts;
  if (ports.artifacts === undefined || target.kind !== 'target') return facts;
  return { ...facts, artifacts: await attempt(ports.artifacts.gone(stageKeyOf(guard), target.execution.id)) };
}
