import { isSameLocation, type Location, parseAlarmArn } from '../decision/alarm-arn.ts';
import type { Ports } from '../ports.ts';
import type { SpokeFact } from '../readiness/stage-facts.ts';
import { attempt } from '../stage/observe.ts';

interface Alarmed {
  readonly alarms: readonly string[];
}

/** Looks once into every account and region that the guards have alarms in, besides the controller's own. */
export async function lookIntoSpokes(
  { rules, home }: { readonly rules: Pick<Ports['rules'], 'ofSpoke'>; readonly home: Location },
  guards: readonly Alarmed[],
): Promise<readonly SpokeFact[]> {
  const places = new Map(
    guards.flatMap((guard) => placesOf(guard, home)).map((place) => [JSON.stringify(place), place]),
  );
  return Promise.all([...places.values()].map(async (place) => ({ place, rule: await attempt(rules.ofSpoke(place)) })));
}

/** Of these, those that a guard relies on. */
export function spokesOf(guard: Alarmed, spokes: readonly SpokeFact[], home: Location): readonly SpokeFact[] {
  const places = placesOf(guard, home);
  return spokes.filter(({ place }) => places.some((one) => isSameLocation(one, place)));
}

function placesOf({ alarms }: Alarmed, home: Location): readonly Location[] {
  return alarms.flatMap((arn) => {
    const { name: _, ...place } = parseAlarmArn(arn) ?? { ...home, name: arn };
    return isSameLocation(place, home) ? [] : [place];
  });
}
