import type { Asked } from '../decision/commands/answer.ts';
import { isInForce } from '../decision/freeze.ts';
import { isSameStage, type StageKey, stageName } from '../decision/stage-key.ts';
import { EMPTY_STATE, type Pause } from '../decision/state.ts';
import { clock } from '../decision/time.ts';
import type { Ports } from '../ports.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { attempt } from '../stage/observe.ts';
import { guardsAskedFor } from './guarded-stages.ts';

/** Records read at the same time. */
const AT_ONCE = 25;

/** What is open in stages that nobody guards any more, as far as the table tells: of those that are asked for, and listed or named. */
export async function leftOpen({ guards, records }: Ports, asked: Asked, guarded: readonly StageKey[]) {
  const { pipeline, stage } = asked;
  const former = await attempt(guards.formerStages());
  const listed = guardsAskedFor(asked, former.ok ? former.value : []);
  const named = pipeline === undefined || stage === undefined ? [] : [{ pipeline, stage }];
  const keys = [...listed, ...named.filter((key) => ![...listed, ...guarded].some((one) => isSameStage(one, key)))];
  const open = await inTurns(keys, AT_ONCE, async (key) => {
    const read = await attempt(records.read(key));
    if (!read.ok) return [{ stage: stageName(key), problem: `${read.what}: ${read.problem}` }];
    const { incident, freeze, pause, postponed } = read.value ?? EMPTY_STATE;
    const what = {
      ...(incident && { incident: { id: incident.id, phase: incident.phase, since: clock(incident.openedAt) } }),
      ...(freeze && isInForce(freeze) && { frozen: { by: 'this controller', since: clock(freeze.since) } }),
      ...(pause && { paused: describePause(pause) }),
      ...(postponed.length > 0 && {
        postponed: postponed.map(({ cause, until }) => `${cause.event.alarm} until ${clock(until)}`),
      }),
    };
    return Object.keys(what).length === 0 ? [] : [{ stage: stageName(key), ...what }];
  });
  return open.flat();
}

export function describePause({ by, since, reason }: Pause): string {
  return `by ${by} since ${clock(since)}${reason === undefined ? '' : ` (${reason})`}`;
}
