import type { Controller } from '../controller.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { Ports } from '../ports.ts';
import { alarmsAtOnce, byAlarms } from './alarms-at-once.ts';

/** Part of a lease, which is longer than an invocation: what was begun by then comes to its end, also where AWS throttles. */
const PART_OF_LEASE = 3;

/** Stages looked over at the same time. */
const AT_ONCE = 5;

/** Until when an invocation that begins now goes on to further stages. */
export function timeToLook({ ports, options }: Controller): EpochMillis {
  return ports.clock() + options.leaseMillis / PART_OF_LEASE;
}

/**
 * Looks stages over one after the other, a few at once, with their alarms read a hundred at a time. Answers what came of those that there was
 * time for, in order, and of the first ones in any case.
 */
export async function whileTimeLasts<Guard extends GuardPolicy, Seen>(
  ports: Ports,
  guards: readonly Guard[],
  until: EpochMillis,
  look: (ports: Ports, guard: Guard) => Promise<Seen>,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const isOver = () => seen.length > 0 && ports.clock() >= until;
  for (const group of byAlarms(guards)) {
    if (isOver()) return seen;
    const eyes = { ...ports, alarms: await alarmsAtOnce(ports.alarms, group) };
    for (let first = 0; first < group.length && !isOver(); first += AT_ONCE) {
      seen.push(...(await Promise.all(group.slice(first, first + AT_ONCE).map((guard) => look(eyes, guard)))));
    }
  }
  return seen;
}
