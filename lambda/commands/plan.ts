import type { Controller } from '../controller.ts';
import { FactUnclear, FactWanted } from '../decision/asking.ts';
import type { CommandCause } from '../decision/cause.ts';
import { because, type CommandAnswer } from '../decision/commands/answer.ts';
import { entryOfCommand } from '../decision/commands/command-entry.ts';
import { answerPlan, causeOfPlan, heldByIncident, type Planned } from '../decision/commands/rollback.ts';
import { decide } from '../decision/decide.ts';
import { NO_FACTS } from '../decision/facts.ts';
import { hold } from '../decision/hold.ts';
import { describePlan, type Plan } from '../decision/plan.ts';
import { type StageKey, stageKeyOf } from '../decision/stage-key.ts';
import { EMPTY_STATE } from '../decision/state.ts';
import { type AskedFor, policyOf } from '../decision/turn.ts';
import { attempt, type Eyes, type Observed, observe } from '../stage/observe.ts';
import { tell } from '../stage/perform.ts';
import { answerNotGuarded } from './guarded-stages.ts';

/** Reads what a rule asks for until it can say something. */
export async function withFacts<T>(
  ports: Eyes,
  key: StageKey,
  rule: (observed: Observed) => T,
  before: Observed = { facts: NO_FACTS, tokens: {} },
): Promise<T> {
  let observed = before;
  for (;;) {
    try {
      return rule(observed);
    } catch (error) {
      if (!(error instanceof FactWanted)) throw error;
      observed = await observe(ports, key, observed, error.wants);
    }
  }
}

/** Decides as the rollback command would, and changes nothing. */
export async function plan({ ports }: Controller, asked: AskedFor<Planned>): Promise<CommandAnswer> {
  const { command } = asked;
  const key = stageKeyOf(command);
  const memory = await attempt(ports.records.read(key));
  const decidedOn = (cause: CommandCause) =>
    withFacts(ports, key, ({ facts }): Plan => {
      try {
        if (!memory.ok) return hold.couldNotObserve(memory);
        const state = memory.value ?? EMPTY_STATE;
        const policy = policyOf({ key, facts });
        if ('kind' in policy) return policy;
        const held = heldByIncident(state, cause);
        if (held !== undefined) return held;
        return decide({ cause, policy, state, facts, now: ports.clock(), refused: [] }).plan;
      } catch (error) {
        if (error instanceof FactUnclear) return error.asHold;
        throw error;
      }
    });
  const cause = causeOfPlan(asked);
  const decided = await decidedOn(cause);
  if (decided.kind === 'hold' && decided.code === hold.notGuarded.code) {
    return answerNotGuarded(command, await ports.guards.stages());
  }
  const isStuck = decided.kind === 'hold' && decided.code === hold.noEligibleTarget.code && !cause.redeploy;
  const way = isStuck ? await decidedOn({ ...cause, redeploy: true }) : undefined;
  const answer = { ...answerPlan(command, decided), ...(way && { redeploy: offerOf(way, key) }) };
  const sentence = `${command.by} asked what a ${command.action === 'redeploy' ? 'redeploy' : 'rollback'} would do${because(command)}: ${answer.reason}`;
  await tell(
    ports,
    key,
    entryOfCommand(asked, 'planned', sentence, {
      ...(decided.kind === 'hold' && { reason: decided.code }),
      ...(decided.kind === 'rollback' && { suspect: decided.plan.suspect, target: decided.plan.target }),
    }),
  );
  return { ...answer, dryRun: true };
}

/** The way out where there is no target: what it would do, and the event that does it. */
function offerOf(decided: Plan, key: StageKey) {
  return decided.kind === 'rollback'
    ? { reason: describePlan(decided.plan), event: { action: 'redeploy', ...key } }
    : { reason: decided.sentence };
}
