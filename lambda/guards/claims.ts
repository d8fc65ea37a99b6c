import { isDeepStrictEqual } from 'node:util';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';

/** A policy as it lies in the table: one of another version may have fields that this one does not know. */
export interface StoredPolicy extends StageKey {
  /** ARNs. */
  readonly alarms: readonly string[];
}

/** A resource of CloudFormation that declares the guard of a stage. */
export interface Claim {
  /** Its physical id. */
  readonly id: string;
  /** Its logical id. */
  readonly resource: string;
  readonly policy: StoredPolicy;
  /** Of the properties that declared it, as they were handed over. */
  readonly fingerprint?: string;
  /** What it declared before: a stack that rolls back declares it again. */
  readonly former?: StoredPolicy;
  readonly formerFingerprint?: string;
}

/**
 * Who declares the guard of one stage. The first claim is in force. There is more than one only while a stack replaces a resource, renames it,
 * or moves a guard to another one: the new one is made before the old one is deleted, and may be taken back.
 */
export interface Claims {
  /** Id of the stack that they all belong to; absent where there is none. */
  readonly stack?: string;
  /** Since when somebody declares it without a break; the last time where nobody does any more. */
  readonly since?: EpochMillis;
  /** Newest first. */
  readonly all: readonly Claim[];
  /** The last requests that were done, and the last ids that were deleted: what is delivered again, or late, changes nothing. */
  readonly done: readonly string[];
  readonly gone: readonly string[];
}

export const NO_CLAIMS: Claims = { all: [], done: [], gone: [] };

/** Of one stage: they lie in one item, with all their alarms. */
export const MOST_CLAIMS = 4;
const MOST_REMEMBERED = 20;

/** The claim of a request. */
export interface Claiming extends Omit<Claim, 'former' | 'formerFingerprint'> {
  readonly stack: string;
  readonly request: string;
  readonly at: EpochMillis;
}

/** Puts the claim of a stack in force, in the place of an earlier one of the same id. */
export function withClaim(
  { since: earlier, all, done, gone }: Claims,
  { stack, request, at, ...claim }: Claiming,
): Claims {
  const before = all.find(({ id }) => id === claim.id);
  const put: Claim = { ...claim, ...formerOf(before, claim) };
  const others = all.filter(({ id }) => id !== claim.id);
  const since = all.length === 0 ? at : earlier;
  return {
    stack,
    ...(since !== undefined && { since }),
    all: [put, ...others],
    done: remembering(done, request),
    gone,
  };
}

function formerOf(
  before: Claim | undefined,
  { policy, fingerprint }: Pick<Claim, 'policy' | 'fingerprint'>,
): Pick<Claim, 'former' | 'formerFingerprint'> {
  if (before === undefined) return {};
  const isSame = before.fingerprint === fingerprint && isDeepStrictEqual(before.policy, policy);
  const former = isSame ? before.former : before.policy;
  const formerFingerprint = isSame ? before.formerFingerprint : before.fingerprint;
  return { ...(former && { former }), ...(formerFingerprint !== undefined && { formerFingerprint }) };
}

/** Takes back what a resource has declared. An id that is not known takes back nothing, and is never to come late. */
export function withoutClaim(claims: Claims, ids: readonly string[], request: string): Claims {
  const { stack, all, done, gone, ...others } = claims;
  const left = all.filter(({ id }) => !ids.includes(id));
  return {
    ...others,
    ...(left.length > 0 && stack !== undefined && { stack }),
    all: left,
    done: remembering(done, request),
    gone: ids.reduce(remembering, gone),
  };
}

/** Nobody declares it any more. The ids may come back: a stack that exists after all declares it anew. */
export function unclaimed({ stack: _, ...claims }: Claims): Claims {
  return { ...claims, all: [] };
}

/** The policy to decide by; undefined where nobody guards the stage. */
export function inForce({ all }: Claims): StoredPolicy | undefined {
  return all[0]?.policy;
}

/** ARNs of the alarms that lead to the stage. */
export function alarmsOf({ all }: Claims): readonly string[] {
  return [...new Set(all.flatMap(({ policy }) => policy.alarms))];
}

/** Whether they are those of another stack. */
export function isForeign({ stack }: Claims, to: string): boolean {
  return stack !== undefined && stack !== to;
}

/** What a resource had declared by these very properties, and what it declares now; undefined where it never did. */
export function declaredBy(
  { all }: Claims,
  resource: string,
  fingerprint: string,
): { readonly meant: StoredPolicy; readonly current: StoredPolicy } | undefined {
  for (const { policy: current, former = current, ...claim } of all) {
    if (claim.resource !== resource) continue;
    if (claim.fingerprint === fingerprint) return { meant: current, current };
    if (claim.formerFingerprint === fingerprint) return { meant: former, current };
  }
  return undefined;
}

/** The name in the id of a stack; the whole id where there is none in it. */
export function stackNameOf(stackId: string): string {
  return /:stack\/([^/]+)\//.exec(stackId)?.[1] ?? stackId;
}

function remembering(before: readonly string[], one: string): readonly string[] {
  return [one, ...before.filter((other) => other !== one)].slice(0, MOST_REMEMBERED);
}
