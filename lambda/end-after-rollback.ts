import { consider } from './consider.ts';
import type { AlarmCause } from './decision/cause.ts';
import { entryOfIncident, withFreezeOf } from './decision/entry.ts';
import { type FollowUp, overdueFrom } from './decision/follow-up.ts';
import { isFreezeOf, isInForce } from './decision/freeze.ts';
import type { RollingBack, Verdict, Verifying } from './decision/incident.ts';
import type { StageMemory } from './decision/record.ts';
import { type EpochMillis, SECOND } from './decision/time.ts';
import { lift } from './freezing.ts';
import { handOver } from './hand-over.ts';
import { record } from './journal.ts';
import type { Look } from './observer.ts';
import { type Outcome, type Session, saveAs, stayOpen, wakeBy, withoutIncident } from './session.ts';

type Accepted = RollingBack | Verifying;

/** What fails for the moment is tried again after so long. */
const AGAIN_AFTER = 30 * SECOND;

/**
 * The incident of a rollback is over. A freeze "until-recovered" ends with the recovery, any other stays for a person to
 * release. Where the freeze cannot be lifted for the moment the incident stays open.
 */
export async function endAfterRollback(
  session: Session,
  incident: Accepted,
  { kind: _, overtaken, ...verdict }: Extract<FollowUp, { kind: 'close' }>,
  look: Look,
): Promise<Outcome> {
  const { ports, key } = session;
  if (overtaken) {
    const unread = await handOver(session, incident, look);
    if (unread !== undefined) return stayOpen(session, incident, ports.clock() + AGAIN_AFTER);
  }
  const lifting = isToBeLifted(session.memory, incident, verdict)
    ? await liftAtEnd(session, incident, verdict, look)
    : { kind: 'over' as const, memory: session.memory, sentence: verdict.sentence };
  if (lifting.kind === 'open') return lifting.outcome;
  const current: Session = { ...session, memory: lifting.memory };
  const closed = entryOfIncident(incident, verdict.code, lifting.sentence, ports.clock());
  const entry = withFreezeOf(current.memory, closed, look.observation.stage);
  await record(ports, key, entry);
  const further = overtaken ? undefined : furtherCause(session.memory, incident, verdict, ports.clock());
  if (further !== undefined) {
    const { incident: __, ...rest } = current.memory;
    const ending = { ...incident, verdict };
    return consider({ ...current, memory: rest }, { causes: [further], firstSeenAt: ports.clock(), ending });
  }
  return saveAs(current, await withoutIncident(current), { outcome: 'followed', reason: verdict.code, entry });
}

/** With the recovery, or where the guard wants no freeze but one was needed to stop the deployment. */
function isToBeLifted({ freeze }: StageMemory, { id, settings }: Accepted, { code }: Verdict): boolean {
  if (settings.freeze === 'until-recovered') return code === 'recovered';
  return settings.freeze === false && isInForce(freeze) && isFreezeOf(freeze, id);
}

/** Lifts the freeze, once the verdict is noted. */
async function liftAtEnd(
  session: Session,
  incident: Accepted,
  verdict: Verdict,
  look: Look,
): Promise<
  | { readonly kind: 'over'; readonly memory: StageMemory; readonly sentence: string }
  | { readonly kind: 'open'; readonly outcome: Outcome }
> {
  const { ports, lock } = session;
  const { sentence } = verdict;
  const judged: Accepted = { ...incident, verdict };
  const again = ports.clock() + AGAIN_AFTER;
  const memory: StageMemory = { ...session.memory, incident: judged, wakeAt: await wakeBy(session, again) };
  if ((await ports.records.save(lock, memory, 'keep')) === 'lost') {
    return { kind: 'open', outcome: { outcome: 'lost-lock' } };
  }
  const lifted = await lift(session, look.observation.stage);
  if (lifted.kind === 'failed') {
    if (lifted.transient && ports.clock() < overdueFrom(judged)) {
      return { kind: 'open', outcome: await stayOpen({ ...session, memory }, judged, again) };
    }
    return { kind: 'over', memory, sentence: `${sentence}; the freeze was not lifted (${lifted.error})` };
  }
  const { freeze: _, ...thawed } = memory;
  // Where an earlier look came to a verdict, that look may have lifted it.
  const isLifted = lifted.kind === 'lifted' || (lifted.kind === 'not-frozen' && incident.verdict !== undefined);
  const how = isLifted ? 'the freeze is lifted' : `the freeze was not lifted (${lifted.kind})`;
  return { kind: 'over', memory: thawed, sentence: `${sentence}; ${how}` };
}

/** Where the guard allows more than one automatic rollback: the alarm that outlasted this one asks for the next. */
function furtherCause(
  memory: StageMemory,
  { id, cause, settings, rollbackExecutionId }: Accepted,
  { inAlarm = [] }: Verdict,
  now: EpochMillis,
): AlarmCause | undefined {
  const [alarmName] = inAlarm;
  if (cause.kind !== 'alarm' || alarmName === undefined) return undefined;
  if (memory.automaticRollbacks.length >= settings.maxAutomaticRollbacks) return undefined;
  const event = { alarmName, state: { value: 'ALARM' } };
  return {
    kind: 'alarm',
    id: `alarm/${alarmName}/outlasted/${id}`,
    at: now,
    event,
    outlasted: id,
    outlastedRollback: rollbackExecutionId,
  };
}
