import type { GuardPolicy } from '../guard-policy.ts';
import { type Alarms, CouldNotRead } from '../ports.ts';
import { attempt } from '../stage/observe.ts';

/** The most alarms of a DescribeAlarms. */
const MOST_ALARMS = 100;

/** Guards in groups whose alarms fit into one call: CloudWatch takes nine of those a second from all of the account. */
export function* byAlarms(guards: readonly GuardPolicy[]): Generator<readonly GuardPolicy[]> {
  let group: GuardPolicy[] = [];
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

/** The alarms of these guards, read at once. Where that is refused each guard has its own read: one alarm of elsewhere is no matter of the others. */
export async function alarmsAtOnce(alarms: Alarms, guards: readonly GuardPolicy[]): Promise<Alarms> {
  const read = await attempt(alarms.describe([...new Set(guards.flatMap(alarmsOf))]));
  if (!read.ok && !read.transient) return alarms;
  return {
    ...alarms,
    describe: async (wanted) => {
      if (!read.ok) throw new CouldNotRead(read.what, read.problem, read.transient);
      return read.value.filter(({ arn }) => wanted.includes(arn));
    },
  };
}

function alarmsOf({ alarms, unlessAlarms }: GuardPolicy): readonly string[] {
  return [...alarms, ...unlessAlarms];
}
