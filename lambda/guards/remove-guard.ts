import type { Entry } from '../decision/entry.ts';
import { isInForce } from '../decision/freeze.ts';
import { isSameStage, type StageKey, stageName } from '../decision/stage-key.ts';
import type { StageState } from '../decision/state.ts';
import { type EpochMillis, HOUR, span } from '../decision/time.ts';
import { type Arrivals, NOTHING_CAME } from '../decision/turn.ts';
import type { GuardRequestTrigger } from '../intake/trigger.ts';
import { NotNow, type Ports } from '../ports.ts';
import { onCommand } from '../stage/enter.ts';
import { tell } from '../stage/perform.ts';
import { type Claims, inForce, isForeign, stackNameOf, withoutClaim } from './claims.ts';
import { readDeclarations } from './declarations.ts';
import { rewrite } from './declare-guard.ts';
import type { Provider } from './provider.ts';

/** Our physical ids; CloudFormation makes one up where our answer to a Create was too late. */
export const OURS = 'guard/';

export interface Removing extends GuardRequestTrigger {
  readonly physicalId: string;
}

/**
 * Takes a claim back. With the last one the stage is no longer guarded: a freeze of ours is lifted, and people are told what is left. A claim of
 * another stack stays as it is. Answers what is left.
 */
export async function removeGuard(provider: Provider, key: StageKey, request: Removing): Promise<readonly string[]> {
  const { ports } = provider;
  const before = await rewrite(ports.guards, key, (claims) => {
    if (isForeign(claims, request.stack)) return undefined;
    return idsOf(claims, request).reduce((left, id) => withoutClaim(left, id, request.id), claims);
  });
  if (before === undefined) return [];
  const isGuarded = inForce(idsOf(before, request).reduce((left, id) => withoutClaim(left, id, request.id), before));
  const wasOurs = before.all.length > 0 || before.gone.includes(request.physicalId);
  if (isGuarded !== undefined || !wasOurs) return [];
  // The index once more, by what was declared: who did this before may have died in between.
  const { guards } = readDeclarations(request.properties, ports.home);
  const alarms = guards.filter(({ policy }) => isSameStage(policy, key)).flatMap(({ policy }) => policy.alarms);
  await ports.guards.index(key, { added: [], removed: alarms });
  return letGo(provider, key, request, before.since);
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

/** So many of the last records are looked at for one that this request has written already. */
const RECENT = 10;

/** A guard that goes so soon was part of a deployment that is taken back: what was there before it is not its own. */
const TAKEN_BACK_WITHIN = HOUR;

async function letGo(
  provider: Provider,
  key: StageKey,
  request: Removing,
  since: EpochMillis = 0,
): Promise<readonly string[]> {
  const { ports } = provider;
  const at = ports.clock();
  const by = `stack ${stackNameOf(request.stack)}`;
  const isTakenBack = at - since < TAKEN_BACK_WITHIN;
  // Whoever has the stage got the guard with it, and may be rolling back by it.
  await enter(provider, key, NOTHING_CAME);
  const freeze = (await ports.records.read(key))?.freeze;
  const isOlder = isTakenBack && freeze !== undefined && freeze.since < since;
  if (isInForce(freeze) && !isOlder) {
    const command = { action: 'release', ...key, by, reason: 'the stage is no longer guarded' } as const;
    const asked = { id: `unguarded/${request.id}/release`, at, command };
    await enter(provider, key, { ...NOTHING_CAME, command: asked });
  }
  const left = whatIsLeft(await ports.records.read(key), isOlder);
  const id = `unguarded/${request.id}`;
  const told = await ports.history.latest(key, RECENT);
  if (told.some((entry) => entry.id === id)) return left;
  const entry: Entry = {
    id,
    causedAt: at,
    at,
    code: 'unguarded',
    sentence: [isTakenBack ? takenBack(by, at - since) : `${by} removed the guard: ${NOTHING_MORE}`, ...left].join(
      '; ',
    ),
    announce: true,
    cause: by,
  };
  await tell(ports, key, entry);
  return left;
}

async function enter(provider: Provider, key: StageKey, arrivals: Arrivals): Promise<void> {
  const outcome = await onCommand(provider, key, arrivals);
  if (!('outcome' in outcome)) throw new NotNow(`${stageName(key)}: ${outcome.sentence}`);
}

const NOTHING_MORE = 'alarms roll nothing back here any more';

function takenBack(by: string, after: number): string {
  return `${by} removed the guard that it had declared ${span(after)} before: ${NOTHING_MORE}, unless they did before that guard`;
}

const KEPT_FREEZE = 'the freeze is older than the guard and stays until the command "release"';

function whatIsLeft(state: StageState | undefined, keepsFreeze: boolean): readonly string[] {
  const { incident, freeze, pause } = state ?? {};
  return [
    ...(incident === undefined ? [] : [`incident ${incident.id} (${incident.phase}) is followed to its end`]),
    ...(isInForce(freeze)
      ? [keepsFreeze ? KEPT_FREEZE : 'the freeze could not be lifted: the command "release" tries it again']
      : []),
    ...(pause === undefined ? [] : [`the pause by ${pause.by} stays`]),
  ];
}
