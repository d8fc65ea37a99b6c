import type { Effect, Result } from '../decision/effects.ts';
import type { ExecutionId } from '../decision/execution.ts';
import type { Facts } from '../decision/facts.ts';
import type { Observed } from './observe.ts';

/** What was read, without what the effects have changed: that is read again where it is wanted. */
export function forgotten(
  { facts: before, tokens }: Observed,
  effects: readonly Effect[],
  results: readonly Result[],
): Observed {
  const taken = takenBy(results);
  const facts: Facts = { ...before, ...(taken !== undefined && { taken }) };
  const changes = effects.filter(
    ({ kind }) => kind !== 'tell' && !((kind === 'rollback' || kind === 'redeploy') && taken !== undefined),
  );
  // The transition of a stage is known as it was answered: read again, it could still show the one before.
  if (changes.length === 0 || changes.every(({ kind }) => kind === 'freeze')) return { facts, tokens };
  const { stage: _, recent: __, succeeded: ___, actions: ____, ...rest } = facts;
  const kept: Facts = { ...rest, executions: {} };
  return { facts: kept, tokens: {} };
}

function takenBy(results: readonly Result[]): ExecutionId | undefined {
  const answer = results.find((result) => result.kind === 'rollback' || result.kind === 'redeploy')?.answer;
  return answer?.kind === 'accepted' ? answer.executionId : undefined;
}
