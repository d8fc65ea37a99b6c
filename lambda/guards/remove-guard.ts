import type { Controller } from '../controller.ts';
import { isInForce } from '../decision/freeze.ts';
import { isSameStage, type StageKey } from '../decision/stage-key.ts';
import type { GuardRequestTrigger } from '../intake/trigger.ts';
import type { Ports } from '../ports.ts';
import { type Claims, inForce, isForeign, stackNameOf, withoutClaim } from './claims.ts';
import { readDeclarations } from './declarations.ts';
import { rewrite } from './declare-guard.ts';
import { letGo } from './let-go.ts';

/** Our physical ids; CloudFormation makes one up where our answer to a Create was too late. */
export const OURS = 'guard/';

export interface Removing extends GuardRequestTrigger {
  readonly physicalId: string;
}

/** Takes a claim back; with the last one the stage is let go. A claim of another stack stays as it is. Answers what is left. */
export async function removeGuard(
  controller: Controller,
  key: StageKey,
  request: Removing,
): Promise<readonly string[]> {
  const { guards, home } = controller.ports;
  const written = await rewrite(guards, key, (claims) =>
    isForeign(claims, request.stack) ? undefined : withoutClaim(claims, idsOf(claims, request), request.id),
  );
  if (written === undefined) return [];
  const { before, after } = written;
  const wasOurs = before.all.length > 0 || before.gone.includes(request.physicalId);
  if (inForce(after) !== undefined || !wasOurs) return [];
  // The index once more, by what was declared: who did this before may have died in between.
  const declared = readDeclarations(request.properties, home);
  const alarms = declared.flatMap((one) => ('policy' in one && isSameStage(one.policy, key) ? one.policy.alarms : []));
  await guards.index(key, { added: [], removed: alarms });
  const { since } = before;
  const by = `stack ${stackNameOf(request.stack)}`;
  return letGo(controller, key, { id: request.id, by, ...(since !== undefined && { since }) });
}

/** What a deletion that failed for good has left of a guard, and its repetition would end; undefined where that is nothing. */
export async function leftBy(
  { guards, records }: Pick<Ports, 'guards' | 'records'>,
  key: StageKey,
  request: Removing,
): Promise<'guard' | 'freeze' | undefined> {
  const { claims } = await guards.claims(key);
  const ids = idsOf(claims, request);
  if (claims.stack === request.stack && claims.all.some(({ id }) => ids.includes(id))) return 'guard';
  if (inForce(claims) !== undefined || !claims.gone.includes(request.physicalId)) return undefined;
  return isInForce((await records.read(key))?.freeze) ? 'freeze' : undefined;
}

function idsOf({ all }: Claims, { physicalId, resource }: Removing): readonly string[] {
  if (physicalId.startsWith(OURS)) return [physicalId];
  return [physicalId, ...all.filter((claim) => claim.resource === resource).map(({ id }) => id)];
}
