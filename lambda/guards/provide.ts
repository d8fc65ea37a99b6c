import { isSameStage, type StageKey, stageKeyOf, stageName } from '../decision/stage-key.ts';
import { SECOND } from '../decision/time.ts';
import { RejectedEvent } from '../intake/rejected-event.ts';
import type { GuardRequestTrigger } from '../intake/trigger.ts';
import { NotNow } from '../ports.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { PATIENCE } from '../stage/enter.ts';
import { parseGuard } from '../stage/guard-form.ts';
import { bodyOf, type ProviderAnswer } from './answer.ts';
import { type Claims, declaredBy, isForeign, isKnown, type StoredPolicy, stackNameOf } from './claims.ts';
import { readDeclarations, stagesIn, type Unreadable } from './declarations.ts';
import { declareGuard } from './declare-guard.ts';
import { look } from './look.ts';
import type { Provider } from './provider.ts';
import { OURS, removeGuard } from './remove-guard.ts';
import { outOfScope } from './scope.ts';

/** Stages that are written at the same time. */
const AT_ONCE = 10;
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
    request.does === 'Delete' ? remove(provider, request, id) : declare(provider, request, id),
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

async function declare(provider: Provider, request: GuardRequestTrigger, given: string): Promise<ProviderAnswer> {
  const { ports, until } = provider;
  const { scope, home } = ports;
  const { stack, resource } = request;
  const refused = (reasons: readonly string[]): ProviderAnswer => {
    return { status: 'FAILED', physicalId: given, reason: reasons.join('; '), warnings: [] };
  };
  const { guards, unreadable } = readDeclarations(request.properties, home);
  const known = await inTurns(unreadable, AT_ONCE, (one) => knownFrom(provider, request, one));
  const problems = unreadable.filter((_, index) => known[index] === undefined).map(({ problem }) => problem);
  if (problems.length > 0) return refused([...new Set(problems)]);
  const readable = await inTurns(guards, AT_ONCE, async (declared) => {
    const { claims } = await ports.guards.claims(stageKeyOf(declared.policy));
    return { ...declared, claims };
  });
  const stored: readonly Stored[] = [...readable, ...known.flatMap((one) => one ?? [])];
  const foreign = stored.filter(({ claims }) => isForeign(claims, stack));
  if (foreign.length > 0) return refused(foreign.map(guardedElsewhere));
  const fresh = readable.filter(({ policy, claims }) => !isKnown(claims, resource, policy)).map(({ policy }) => policy);
  const outside = fresh.flatMap(({ pipeline }) => outOfScope(scope, pipeline, stack) ?? []);
  if (outside.length > 0) return refused([...new Set(outside.map(({ why, advice }) => `${why}; ${advice}`))]);
  const { refusals, warnings } = await look(ports, fresh, scope);
  if (refusals.length > 0) return refused(refusals);
  const givenUp = await inTurns(givenUpBy(request, stored), AT_ONCE, async (key) => {
    const { claims } = await ports.guards.claims(key);
    return { key, claims };
  });
  const id = idFor(request, stored, givenUp);
  await inTurns(stored, AT_ONCE, ({ policy, fingerprint }) => {
    if (ports.clock() > until)
      throw new Error('the time did not suffice; deploy again, what was done is not done twice');
    return declareGuard(provider, policy, { id, resource, stack, request: request.id, fingerprint });
  });
  await inTurns(givenUp, AT_ONCE, ({ key, claims }) => withdrawStray(provider, request, key, claims));
  const kept = unreadable.map(({ problem }) => `${problem}; it was taken before, so the guard stays`);
  return { status: 'SUCCESS', physicalId: id, warnings: [...new Set(kept), ...warnings] };
}

/**
 * A guard that this version cannot read, where the resource declared it by the very same properties before: its stack goes back to them, or
 * leaves them as they are. What was declared then is put in force again if that can be used, and else what is in force stays.
 */
async function knownFrom(
  { ports }: Provider,
  { does, stack, resource }: GuardRequestTrigger,
  { key, fingerprint }: Unreadable,
): Promise<Stored | undefined> {
  if (does !== 'Update' || key === undefined) return undefined;
  const { claims } = await ports.guards.claims(key);
  const declared = claims.stack === stack ? declaredBy(claims, resource, fingerprint) : undefined;
  if (declared === undefined) return undefined;
  const { meant, current } = declared;
  return { policy: parseGuard(key, meant).kind === 'found' ? meant : current, fingerprint, claims };
}

/** The stages of before that the resource declares no more. */
function givenUpBy({ does, formerProperties }: GuardRequestTrigger, stored: readonly Stored[]) {
  if (does !== 'Update') return [];
  return stagesIn(formerProperties).filter((key) => !stored.some(({ policy }) => isSameStage(policy, key)));
}

/** What is declared of a stage, and what was. */
interface Stored {
  readonly policy: StoredPolicy;
  readonly fingerprint: string;
  readonly claims: Claims;
}

/**
 * The id of a resource is new where it gives a stage up: CloudFormation deletes the former one once everything else is done, or comes back to
 * it, and then finds the claims of that id still there. What an update that failed had asked for, nobody has claimed under it.
 */
function idFor(
  request: GuardRequestTrigger,
  stored: readonly Stored[],
  givenUp: readonly Pick<Stored, 'claims'>[],
): string {
  const fresh = `${OURS}${request.id}`;
  const { physicalId, resource } = request;
  if (request.does === 'Create' || physicalId === undefined) return fresh;
  const [first, ...others] = stored.map(({ claims }) =>
    claims.all.filter((claim) => claim.resource === resource && claim.id !== physicalId).map((claim) => claim.id),
  );
  const former = first?.find((id) => others.every((ids) => ids.includes(id)));
  if (former !== undefined) return former;
  return givenUp.some(({ claims }) => claims.all.some(({ id }) => id === physicalId)) ? fresh : physicalId;
}

/** Claims of an update that failed half-way, under an id that CloudFormation never got to know: it comes back to what was before. */
async function withdrawStray(provider: Provider, request: GuardRequestTrigger, key: StageKey, { all }: Claims) {
  const stray = all.filter(({ id, resource }) => resource === request.resource && id !== request.physicalId);
  for (const { id } of stray) await removeGuard(provider, key, { ...request, physicalId: id });
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

function guardedElsewhere({ policy, claims }: Stored): string {
  return `stage ${stageName(policy)} is guarded by stack ${stackNameOf(claims.stack ?? '')} already; put all its alarms there, or remove that guard first`;
}
