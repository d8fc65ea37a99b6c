import { byLocation } from '../decision/alarm-arn.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import { type Alarms, CouldNotRead } from '../ports.ts';
import { attempt } from '../stage/observe.ts';

/** The most alarms of a DescribeAlarms. */
const MOST_ALARMS = 100;

/** Guards in groups whose alarms fit into one call: CloudWatch takes nine of those a second from all of the account. */
export function* byAlarms<Guard extends GuardPolicy>(guards: readonly Guard[]): Generator<readonly Guard[]> {
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
export async function alarmsAtOnce(alarms: Alarms, guards: readonly GuardPolicy[]): Promise<Alarms> {
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
