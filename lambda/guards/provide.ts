import { SECOND } from '../decision/time.ts';
import { RejectedEvent } from '../intake/rejected-event.ts';
import type { GuardRequestTrigger } from '../intake/trigger.ts';
import { NotNow } from '../ports.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { PATIENCE } from '../stage/enter.ts';
import { bodyOf, type ProviderAnswer } from './answer.ts';
import { stagesIn } from './declarations.ts';
import { declareGuards } from './declare-guards.ts';
import { AT_ONCE, type Provider } from './provider.ts';
import { OURS, removeGuard } from './remove-guard.ts';

const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 2 * SECOND;

/**
 * Does what a stack asks for and answers it, whatever happens: a stack must neither hang nor be kept from rolling back. Repeats change nothing.
 * What fails behind the answer to a deletion escapes, to be tried again.
 */
export async function provide(provider: Provider, request: GuardRequestTrigger): Promise<ProviderAnswer> {
  const { ports } = provider;
  const id = request.physicalId ?? `${OURS}${request.id}`;
  let failure: unknown;
  const done = patiently(provider, () =>
    request.does === 'Delete' ? remove(provider, request, id) : declareGuards(provider, request, id),
  );
  const answer = await done.catch((error: unknown): ProviderAnswer => {
    failure = error;
    const reason = `the guard could not be ${request.does === 'Delete' ? 'removed' : 'declared'}: ${String(error).replace(/^(Error|NotNow): /, '')}`;
    ports.log.warn(reason, { stack: request.stack, resource: request.resource });
    return request.does === 'Delete'
      ? { status: 'SUCCESS', physicalId: id, warnings: [reason] }
      : { status: 'FAILED', physicalId: id, reason, warnings: [] };
  });
  await ports.stacks.answer(request.answerTo, bodyOf(request, answer));
  if (request.does === 'Delete' && failure !== undefined) throw failure;
  return answer;
}

/** What may work in a moment is tried again while there is time: nothing is done twice by it. */
async function patiently<T>({ ports, until }: Provider, work: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotNow) || ports.clock() + pause > until) throw error;
      await ports.sleep(pause);
    }
  }
}

/** Does what a stack asked for that has its answer: a deletion that failed behind it. Everything else its next deployment does. */
export async function removeAtLast(provider: Provider, request: GuardRequestTrigger): Promise<void> {
  if (request.does !== 'Delete' || request.physicalId === undefined)
    throw new RejectedEvent('a stack asked for a guard and has its answer: deploy it again');
  await remove(provider, request, request.physicalId);
}

async function remove(provider: Provider, request: GuardRequestTrigger, id: string): Promise<ProviderAnswer> {
  const left = await inTurns(stagesIn(request.properties), AT_ONCE, (key) => {
    if (provider.ports.clock() + PATIENCE > provider.until)
      throw new Error('the time did not suffice for all its stages');
    return removeGuard(provider, key, { ...request, physicalId: id });
  });
  return { status: 'SUCCESS', physicalId: id, warnings: left.flat() };
}
