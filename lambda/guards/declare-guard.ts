import { type StageKey, stageKeyOf, stageName } from '../decision/stage-key.ts';
import { NotNow, type Ports } from '../ports.ts';
import { alarmsOf, type Claim, type Claiming, type Claims, isForeign, MOST_CLAIMS, withClaim } from './claims.ts';

/** How often a write is tried that somebody else was faster with. */
const TRIES = 5;

/**
 * Puts a policy in force. Its alarms lead to the stage before it does, and those that it gives up until after: whoever comes by one looks at the
 * policy. A look at the stage follows.
 */
export async function declareGuard(
  { guards, watches, clock }: Pick<Ports, 'guards' | 'watches' | 'clock'>,
  claim: Omit<Claiming, 'at'>,
): Promise<void> {
  const key = stageKeyOf(claim.policy);
  await rewrite(guards, key, (claims) => {
    // Delivered again, or so late that the resource is gone.
    if (claims.done.includes(claim.request) || claims.gone.includes(claim.id)) return undefined;
    // Since the request looked: it looks again, and is refused.
    if (isForeign(claims, claim.stack))
      throw new NotNow(`another stack has just declared the guard of ${stageName(key)}`);
    const others = claims.all.filter(({ id }) => id !== claim.id);
    if (others.length >= MOST_CLAIMS) throw new Error(crowded(key, others));
    return withClaim(claims, { ...claim, at: clock() });
  });
  // Also for what is done already: who did it may have ended before this.
  await watches.send({ ...key, dueAt: clock(), stageChanged: true });
}

function crowded(key: StageKey, others: readonly Claim[]): string {
  const names = others.map(({ resource }) => resource).join(', ');
  return `stage ${stageName(key)} is guarded by ${others.length} resources of this stack already (${names}): put all alarms into one; what a deletion has left there, the command "unguard" removes`;
}

/**
 * Writes the claims of a stage, with the index that leads to it; `change` answers undefined where nothing is to be done. Answers the claims
 * before and after, or undefined.
 */
export async function rewrite(
  guards: Ports['guards'],
  key: StageKey,
  change: (claims: Claims) => Claims | undefined,
): Promise<{ readonly before: Claims; readonly after: Claims } | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { claims: before, version } = await guards.claims(key);
    const after = change(before);
    if (after === undefined) return undefined;
    const [earlier, now] = [alarmsOf(before), alarmsOf(after)];
    await guards.index(key, { added: now.filter((alarm) => !earlier.includes(alarm)), removed: [] });
    if ((await guards.write(key, version, after)) === 'changed') continue;
    await guards.index(key, { added: [], removed: earlier.filter((alarm) => !now.includes(alarm)) });
    return { before, after };
  }
  throw new Error(`the guard of ${stageName(key)} was changed by others again and again`);
}
