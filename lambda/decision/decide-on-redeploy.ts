import { type Aim, planOf } from './aim.ts';
import { known, readAll } from './asking.ts';
import type { CommandCause } from './cause.ts';
import type { TargetQuestion } from './eligible.ts';
import { describeExecution, type Execution } from './execution.ts';
import { hold } from './hold.ts';
import type { Plan, Question } from './plan.ts';
import { redeploymentOf } from './redeployment.ts';
import { variablesOf } from './reputation.ts';
import { chooseAmong, chooseTarget } from './target.ts';
import type { Situation, Tenure } from './tenures.ts';

/**
 * The way out where CodePipeline rolls back to nothing, since the pipeline was edited say: the last good release runs through the whole
 * pipeline again. Only at a person's word: every stage gets it, guarded or not.
 */
export function decideOnRedeploy(question: Question<CommandCause>, situation: Situation, aim: Aim): Plan {
  const { cause, policy, state, facts, refused, now } = question;
  const { stage, tenures } = situation;
  const named = cause.target === undefined ? {} : { named: cause.target };
  const asked: TargetQuestion = { ...aim.reputation, ...aim, now, stage, refused };
  const rollback = cause.target === undefined ? chooseTarget(asked) : undefined;
  if (rollback?.kind === 'target') return hold.rollbackPossible({ target: describeExecution(rollback.execution) });
  const items = deployedBefore(tenures);
  const target = chooseAmong({ ...asked, ...named }, items);
  if (target.kind === 'hold') return target;
  readAll(facts, [{ fact: 'structure' }, { fact: 'execution', id: target.execution.id }]);
  const structure = known(facts, 'structure');
  if (structure === 'not-found') {
    return hold.stageNotFound({ pipeline: policy.pipeline, stage: policy.stage, problem: 'the pipeline is gone' });
  }
  const variables = variablesOf(target.execution.id, state, facts) ?? [];
  const redeployment = redeploymentOf(target.execution, variables, structure);
  if (typeof redeployment === 'string') return hold.noRedeploy({ why: redeployment });
  const stages = structure.stages.map(({ name }) => name).join(', ');
  const grounds = `${aim.grounds}; the target is ${target.proof}; the pipeline is started anew and runs through all of its stages (${stages}), whatever they hold now`;
  const plan = planOf({ ...aim, grounds }, target.execution, situation);
  return { kind: 'rollback', plan: { ...plan, redeployment } };
}

/** The releases that were deployed to the stage as a whole, whatever the pipeline looked like then. */
function deployedBefore(tenures: readonly Tenure[]): readonly Execution[] {
  const whole = tenures.filter(({ outcome }) => outcome === 'whole').map(({ release }) => release);
  return [...new Map(whole.map((release) => [release.id, release])).values()];
}
