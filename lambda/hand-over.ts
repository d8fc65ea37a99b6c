import { healthOf, quoted } from './decision/alarm.ts';
import { entryOfOvertakenAlarm } from './decision/entry.ts';
import { overdueFrom } from './decision/follow-up.ts';
import { hold } from './decision/hold.ts';
import type { RollingBack, Verifying } from './decision/incident.ts';
import { stageIn, type Unreadable } from './decision/observation.ts';
import { record } from './journal.ts';
import { attempt, type Look } from './observer.ts';
import type { Session } from './session.ts';

/**
 * What has come into the stage sent its events to an incident that does not answer for it: the stage is looked at again, and
 * people are told of the alarms that went on since the rollback. Answers what could not be read for the moment.
 */
export async function handOver(
  session: Session,
  incident: RollingBack | Verifying,
  look: Look,
): Promise<Unreadable | undefined> {
  const { ports, key } = session;
  const now = ports.clock();
  const alarms = await attempt(ports.alarms.describe(incident.settings.alarms));
  if (!alarms.ok && alarms.transient && now < overdueFrom(incident)) return alarms;
  const since = (alarms.ok ? alarms.value : []).filter((alarm) => alarm.since > incident.acceptedAt);
  const { inAlarm } = healthOf(incident.settings.alarms, since);
  if (inAlarm.length > 0) {
    const execution = stageIn(look.observation.stage)?.occupant?.executionId ?? 'unknown';
    const overtaken = hold.alarmOvertaken({ alarms: quoted(inAlarm), incident: incident.id, execution });
    await record(ports, key, entryOfOvertakenAlarm(incident, overtaken, now));
  }
  await ports.watches.send({ ...key, dueAt: now, stageChanged: true });
  return undefined;
}
