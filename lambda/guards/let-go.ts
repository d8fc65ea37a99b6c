import type { Controller } from '../controller.ts';
import type { Entry } from '../decision/entry.ts';
import { isInForce } from '../decision/freeze.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import type { StageState } from '../decision/state.ts';
import { type EpochMillis, HOUR, span } from '../decision/time.ts';
import { type Arrivals, NOTHING_CAME } from '../decision/turn.ts';
import { NotNow } from '../ports.ts';
import { onCommand } from '../stage/enter.ts';
import { tell } from '../stage/perform.ts';

/** Who took the last claim of a stage back. */
export interface GivenUp {
  /** The same where this request is repeated. */
  readonly id: string;
  readonly by: string;
  readonly reason?: string;
  /** Since when the stage was guarded. */
  readonly since?: EpochMillis;
}

/** So many of the last records are looked at for one that this request has written already. */
const RECENT = 10;

/** A guard that goes so soon was part of a deployment that is taken back: what was there before it is not its own. */
const TAKEN_BACK_WITHIN = HOUR;

const NOTHING_MORE = 'alarms roll nothing back here any more';
const KEPT_FREEZE = 'the freeze is older than the guard and stays until the command "release"';

/** What follows where a stage is guarded no longer: a freeze of ours is lifted, and people are told what is left. Answers what is left. */
export async function letGo(controller: Controller, key: StageKey, givenUp: GivenUp): Promise<readonly string[]> {
  const { ports } = controller;
  const { by, since = 0 } = givenUp;
  const at = ports.clock();
  const id = `unguarded/${givenUp.id}`;
  const isTakenBack = at - since < TAKEN_BACK_WITHIN;
  // Whoever has the stage got the guard with it, and may be rolling back by it.
  await enter(controller, key, NOTHING_CAME);
  const freeze = (await ports.records.read(key))?.freeze;
  const isOlder = isTakenBack && freeze !== undefined && freeze.since < since;
  if (isInForce(freeze) && !isOlder) {
    const command = { action: 'release', ...key, by, reason: 'the stage is no longer guarded' } as const;
    await enter(controller, key, { ...NOTHING_CAME, command: { id: `${id}/release`, at, command } });
  }
  const left = whatIsLeft(await ports.records.read(key), isOlder);
  const told = await ports.history.latest(key, RECENT);
  // Another request may have told it: this guard goes once.
  if (told.some((entry) => entry.id === id || (entry.code === 'unguarded' && entry.causedAt > since))) return left;
  const why = givenUp.reason === undefined ? '' : ` (${givenUp.reason})`;
  const sentence = isTakenBack
    ? `${by} removed the guard that was declared ${span(at - since)} before${why}: ${NOTHING_MORE}, unless they did before that guard`
    : `${by} removed the guard${why}: ${NOTHING_MORE}`;
  const entry: Entry = {
    id,
    causedAt: at,
    at,
    code: 'unguarded',
    sentence: [sentence, ...left].join('; '),
    announce: true,
    cause: by,
  };
  await tell(ports, key, entry);
  return left;
}

async function enter(controller: Controller, key: StageKey, arrivals: Arrivals): Promise<void> {
  const outcome = await onCommand(controller, key, arrivals);
  if (!('outcome' in outcome)) throw new NotNow(`${stageName(key)}: ${outcome.sentence}`);
}

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
