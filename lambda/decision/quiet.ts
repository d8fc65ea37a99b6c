import { type Episode, episodesOf } from './alarm-history.ts';
import { FactUnclear, readAll } from './asking.ts';
import type { Facts, Want } from './facts.ts';
import type { Tenure } from './tenures.ts';
import { type EpochMillis, MINUTE } from './time.ts';

/** An alarm of the guard was on while a release was live: what came before its end proves nothing of that. */
export interface Trouble {
  readonly tenure: Tenure;
  readonly until: EpochMillis;
}

/** An alarm was OK since then, until the one in question went on. */
export interface Calm {
  readonly arn: string;
  readonly since: EpochMillis;
}

/**
 * The alarms that were on while an older release was live, whether anybody heard of them or not: events are lost, and come late, and a muted one
 * blames nobody. `standing`: those that are on still, since before the suspect. The histories of the others are asked only where the calm since is
 * too short to prove what was live then.
 */
export function troublesOf(
  calms: readonly Calm[],
  standing: readonly Episode[],
  tenures: readonly Tenure[],
  facts: Facts,
  { bakeMinutes, proofTime }: { readonly bakeMinutes: number; readonly proofTime: number },
): readonly Trouble[] {
  const short = calms.filter(({ since }) => {
    const next = tenures.find(({ beganAt }) => beganAt >= since);
    return next === undefined ? tenures.length > 1 : next !== tenures[0] && next.beganAt - since < proofTime;
  });
  readAll(
    facts,
    short.map(({ arn: alarm, since }): Want => ({ fact: 'history', alarm, since })),
  );
  const ended = short.flatMap(({ arn, since }) => {
    const read = facts.histories[arn];
    if (read?.ok === false && read.transient) throw new FactUnclear(read);
    // What nobody may read is not known to have been quiet.
    return read?.ok ? episodesOf(read.value, since) : [{ from: since, until: since }];
  });
  return [...standing, ...ended].flatMap((episode) => troubledBy(episode, tenures, bakeMinutes));
}

/** What was live when the alarm went on, within its bake time, and what was deployed while it was on. */
function troubledBy({ from, until }: Episode, tenures: readonly Tenure[], bakeMinutes: number): readonly Trouble[] {
  const first = liveAt(tenures, from);
  const isBlamable = first !== undefined && from - (first.endedAt ?? until) <= bakeMinutes * MINUTE;
  const since = tenures.filter(({ beganAt }) => beganAt > from && beganAt < until);
  return [...(isBlamable ? [first] : []), ...since].map((tenure) => ({ tenure, until }));
}

/** What goes on before a rollback has ended belongs to what that replaced. */
export function liveAt(tenures: readonly Tenure[], time: EpochMillis): Tenure | undefined {
  return tenures.findLast(({ beganAt, endedAt = beganAt, isRollback }) => (isRollback ? endedAt : beganAt) < time);
}
