import { isSameStage, type StageKey, stageKeyOf, stageName } from '../decision/stage-key.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { GuardRequestTrigger } from '../intake/trigger.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { parseGuard } from '../stage/guard-form.ts';
import type { ProviderAnswer } from './answer.ts';
import { type Claims, declaredBy, isForeign, NO_CLAIMS, type StoredPolicy, stackNameOf } from './claims.ts';
import { type Declared, readDeclarations, stagesIn } from './declarations.ts';
import { declareGuard } from './declare-guard.ts';
import { look } from './look.ts';
import { AT_ONCE, type Provider } from './provider.ts';
import { OURS, removeGuard } from './remove-guard.ts';
import { outOfScope } from './scope.ts';

/** Declares the guards of a resource: none of them where one could never work. */
export async function declareGuards(
  provider: Provider,
  request: GuardRequestTrigger,
  given: string,
): Promise<ProviderAnswer> {
  const { ports, until } = provider;
  const { scope, home } = ports;
  const { stack, resource } = request;
  const refused = (reasons: readonly string[]): ProviderAnswer => {
    return { status: 'FAILED', physicalId: given, reason: [...new Set(reasons)].join('; '), warnings: [] };
  };
  const declared = await inTurns(readDeclarations(request.properties, home), AT_ONCE, (one) =>
    besideClaims(provider, request, one),
  );
  const unusable = declared.flatMap((one) => ('unusable' in one ? one.unusable : []));
  if (unusable.length > 0) return refused(unusable);
  const wanted = declared.flatMap((one) => ('policy' in one ? [one] : []));
  const foreign = wanted.filter(({ claims }) => isForeign(claims, stack));
  if (foreign.length > 0) return refused(foreign.map(guardedElsewhere));
  const fresh = wanted.flatMap(({ news }) => news ?? []);
  const outside = fresh.flatMap(({ pipeline }) => outOfScope(scope, pipeline, stack) ?? []);
  if (outside.length > 0) return refused(outside.map(({ why, advice }) => `${why}; ${advice}`));
  const { refusals, warnings } = await look(ports, fresh, scope);
  if (refusals.length > 0) return refused(refusals);
  const givenUp = await inTurns(givenUpBy(request, wanted), AT_ONCE, async (key) => {
    const { claims } = await ports.guards.claims(key);
    return { key, claims };
  });
  const id = idFor(request, wanted, givenUp);
  await inTurns(wanted, AT_ONCE, ({ policy, fingerprint }) => {
    if (ports.clock() > until)
      throw new Error('the time did not suffice; deploy again, what was done is not done twice');
    return declareGuard(ports, { id, resource, stack, request: request.id, policy, fingerprint });
  });
  await inTurns(givenUp, AT_ONCE, ({ key, claims }) => withdrawStray(provider, request, key, claims));
  const kept = wanted.flatMap(({ outdated }) => outdated ?? []);
  return { status: 'SUCCESS', physicalId: id, warnings: [...new Set(kept), ...warnings] };
}

/** What is to be declared of a stage, beside what is. */
interface Wanted {
  readonly policy: StoredPolicy;
  readonly fingerprint: string;
  readonly claims: Claims;
  /** Where the resource did not declare it by the very same properties before: only that may be refused. */
  readonly news?: GuardPolicy;
  /** Why this version cannot use it, and that it is kept. */
  readonly outdated?: string;
}

/**
 * A guard that this version cannot use is kept where the resource declared it by the very same properties before: its stack goes back to them, or
 * leaves them as they are. What was declared then is put in force again if that can be used, and else what is in force stays.
 */
async function besideClaims(
  { ports }: Provider,
  { does, stack, resource }: GuardRequestTrigger,
  declared: Declared,
): Promise<Wanted | { readonly unusable: string }> {
  const { fingerprint } = declared;
  const key = 'policy' in declared ? stageKeyOf(declared.policy) : declared.key;
  const { claims } = key === undefined ? { claims: NO_CLAIMS } : await ports.guards.claims(key);
  const before = claims.stack === stack ? declaredBy(claims, resource, fingerprint) : undefined;
  if ('policy' in declared) return { ...declared, claims, ...(before === undefined && { news: declared.policy }) };
  const { problem } = declared;
  if (does !== 'Update' || key === undefined || before === undefined) return { unusable: problem };
  const { meant, current } = before;
  const policy = parseGuard(key, meant).kind === 'found' ? meant : current;
  return { policy, fingerprint, claims, outdated: `${problem}; it was taken before, so the guard stays` };
}

/** The stages of before that the resource declares no more. */
function givenUpBy({ does, formerProperties }: GuardRequestTrigger, wanted: readonly Wanted[]) {
  if (does !== 'Update') return [];
  return stagesIn(formerProperties).filter((key) => !wanted.some(({ policy }) => isSameStage(policy, key)));
}

/**
 * The id of a resource is new where it gives a stage up: CloudFormation deletes the former one once everything else is done, or comes back to
 * it, and then finds the claims of that id still there. What an update that failed had asked for, nobody has claimed under it.
 */
function idFor(
  request: GuardRequestTrigger,
  wanted: readonly Wanted[],
  givenUp: readonly Pick<Wanted, 'claims'>[],
): string {
  const fresh = `${OURS}${request.id}`;
  const { physicalId, resource } = request;
  if (request.does === 'Create' || physicalId === undefined) return fresh;
  const [first, ...others] = wanted.map(({ claims }) =>
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

function guardedElsewhere({ policy, claims }: Wanted): string {
  return `stage ${stageName(policy)} is guarded by stack ${stackNameOf(claims.stack ?? '')} already; put all its alarms there, or remove that guard first (where that stack is gone: with the command "unguard")`;
}
