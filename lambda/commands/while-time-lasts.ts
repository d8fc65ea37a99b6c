import type { Controller } from '../controller.ts';
import { byLocation } from '../decision/alarm-arn.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import { type Alarms, CouldNotRead, type Ports } from '../ports.ts';
import { attempt } from '../stage/observe.ts';

/** Part of a lease, which is longer than an invocation: what was begun by then comes to its end, also where AWS throttles. */
const PART_OF_LEASE = 3;

/** Stages looked over at the same time. */
export const AT_ONCE = 5;
/** The most alarms of a DescribeAlarms. */
const MOST_ALARMS = 100;

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

/** Guards in groups whose alarms fit into one call: CloudWatch takes nine of those a second from all of the account. */
function* byAlarms<Guard extends GuardPolicy>(guards: readonly Guard[]): Generator<readonly Guard[]> {
  let group: Guard[] = [];
  let alarms = new Set<string>();
  for (const guard of guards) {
    const more = new Set([...alarms, ...alarmsOf(guard)]);
    if (group.length > 0 && more.size > MOST_ALARMS) {
      yield group;
      [group, alarms] = [[], new Set(alarmsOf(guard))];
    } else {
      alarms = more;
    }
    group.push(guard);
  }
  if (group.length > 0) yield group;
}

/** The alarms of these guards, those of an account and region read at once. Where that is refused each guard has its own read. */
async function alarmsAtOnce(alarms: Alarms, guards: readonly GuardPolicy[]): Promise<Alarms> {
  const together = byLocation([...new Set(guards.flatMap(alarmsOf))]);
  const reads = await Promise.all(together.map(async (arns) => ({ arns, read: await attempt(alarms.describe(arns)) })));
  return {
    ...alarms,
    describe: async (wanted) => {
      const read = reads.find(({ arns }) => wanted.every((arn) => arns.includes(arn)))?.read;
      if (read === undefined || (!read.ok && !read.transient)) return alarms.describe(wanted);
      if (!read.ok) throw new CouldNotRead(read.what, read.problem, read.transient);
      return read.value.filter(({ arn }) => wanted.includes(arn));
    },
  };
}

function alarmsOf({ alarms, unlessAlarms }: GuardPolicy): readonly string[] {
  return [...alarms, ...unlessAlarms];
}
