import { type Chance, chancesIn } from './chances.ts';
import type { DeciderKind } from './decider.ts';
import { Dice } from './dice.ts';
import type { Fault } from './happenings.ts';
import { missCause } from './miss-cause.ts';
import { MIX } from './mix.ts';
import { END, type Plan, planOf } from './plan.ts';
import type { JudgedRollback } from './stage-ledger.ts';
import { World } from './world.ts';

/** What one decider made of one history. */
export interface Outcome {
  readonly rollbacks: readonly JudgedRollback[];
  readonly chances: readonly Chance[];
  readonly faults: readonly Fault[];
  /** Why it missed what it missed. */
  readonly misses: readonly string[];
  /** Minutes. */
  readonly exposures: readonly number[];
  /** The guard could have been told of platform trouble. */
  readonly platformCouldBeTold: boolean;
}

/** Plays the history of a seed with one decider. The same seed gives every decider the same history. */
export async function playHistory(seed: number, kind: DeciderKind, trace?: (line: string) => void): Promise<Outcome> {
  const dice = new Dice(seed);
  const plan = planFor(seed, dice);
  const world = new World(plan, dice, kind, trace);
  await world.play();
  return outcomeOf(world, plan, trace);
}

/** What came of a history that was lived through. */
export function outcomeOf(world: World, { setting }: Plan, trace?: (line: string) => void): Outcome {
  const chances: Chance[] = [];
  const misses: string[] = [];
  const rules = { bakeMinutes: MIX.bakeMinutes, end: END, versionAt: (time: number) => world.versionAt(time) };
  for (const guard of world.guards) {
    const ledger = world.ledgers.get(guard.stage);
    if (ledger === undefined) continue;
    for (const chance of chancesIn(ledger, rules)) {
      chances.push(chance);
      if (chance.kind !== 'missed') continue;
      const cause = missCause(chance, ledger, world.decider.reasons(guard, chance.alarmSince, chance.deadline));
      misses.push(cause);
      trace?.(`judge: ${guard.stage}: missed ${chance.onset.release.label} (${cause})`);
    }
  }
  const ledgers = [...world.ledgers.values()];
  return {
    rollbacks: ledgers.flatMap(({ rollbacks }) => rollbacks),
    chances,
    faults: world.happenings.faults,
    misses,
    exposures: ledgers.flatMap(({ exposures }) => exposures),
    platformCouldBeTold: setting.platformAlarm,
  };
}

/** The last one made: the deciders play a history one after the other. */
let made: { readonly seed: number; readonly plan: Plan } | undefined;

function planFor(seed: number, dice: Dice): Plan {
  if (made?.seed !== seed) made = { seed, plan: planOf(dice) };
  return made.plan;
}
