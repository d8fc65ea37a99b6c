import { FactUnclear, wantsOf } from '../decision/asking.ts';
import { type Facts, NO_FACTS, type Read } from '../decision/facts.ts';
import type { Hold } from '../decision/reason.ts';
import { proofTimeOf } from '../decision/reputation.ts';
import { stageKeyOf } from '../decision/stage-key.ts';
import { EMPTY_STATE, type StageState } from '../decision/state.ts';
import { chooseTarget, type Target } from '../decision/target.ts';
import { type Live, liveIn, SITUATION, situationOf } from '../decision/tenures.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { Ports } from '../ports.ts';
import type { StageFacts, Unclear } from '../readiness/stage-facts.ts';
import { attempt, type Eyes, observe } from '../stage/observe.ts';
import { withFacts } from './plan.ts';

/** The ports that looking a stage over needs. */
export type Inspecting = Eyes & Pick<Ports, 'structures' | 'clock'>;

/** Everything about a stage that its readiness depends on. Looks without the lock, and changes nothing. */
export async function inspect(
  ports: Inspecting,
  guard: GuardPolicy,
  remembered: Promise<Read<StageState | undefined>>,
): Promise<StageFacts> {
  const key = stageKeyOf(guard);
  const alarms = wantsOf([...guard.alarms, ...guard.unlessAlarms]);
  const [structure, look, memory] = await Promise.all([
    attempt(ports.structures.of(key.pipeline)),
    observe(ports, key, { facts: NO_FACTS, tokens: {} }, [...SITUATION, ...alarms]),
    remembered,
  ]);
  const state = (memory.ok ? memory.value : undefined) ?? EMPTY_STATE;
  const { facts, found } = await withFacts(
    ports,
    key,
    (observed) => ({ facts: observed.facts, found: whatIsThere(guard, state, observed.facts, ports.clock()) }),
    look,
  );
  const { alarms: seen, stage = { ok: false, what: 'the stage', problem: 'it was not read', transient: true } } = facts;
  return { guard, now: ports.clock(), structure, memory, ...found, stage, alarms: seen };
}

/** The facts of a stage with what is gone of the artifacts of its target, where that may be looked for. */
export async function withArtifacts(ports: Pick<Ports, 'artifacts'>, facts: StageFacts): Promise<StageFacts> {
  const { target, guard } = facts;
  if (ports.artifacts === undefined || target.kind !== 'target') return facts;
  return { ...facts, artifacts: await attempt(ports.artifacts.gone(stageKeyOf(guard), target.execution.id)) };
}

/** What is live, and what a rollback would go back to, whether the stage is running or not. */
function whatIsThere(
  guard: GuardPolicy,
  state: StageState,
  facts: Facts,
  now: number,
): { readonly live: Live | Hold | Unclear; readonly target: Target | Hold | Unclear } {
  try {
    const situation = situationOf(guard, state, facts);
    if ('kind' in situation) return { live: situation, target: situation };
    const { stage, tenures } = situation;
    const live = liveIn(tenures);
    const suspect = live.kind === 'nothing' ? undefined : live.tenure.release;
    if (suspect === undefined) {
      const problem = 'nothing that is known of was deployed';
      return { live, target: { kind: 'unclear', what: 'the target', problem, transient: false } };
    }
    const proofTime = proofTimeOf(0, 0);
    const of = { state, facts, tenures, proofTime, now, stage, suspect, suspects: [suspect], refused: [] };
    return { live, target: chooseTarget(of) };
  } catch (error) {
    if (!(error instanceof FactUnclear)) throw error;
    const { what, problem, transient } = error;
    const unread = { kind: 'unclear' as const, what, problem, transient };
    return { live: unread, target: unread };
  }
}
