import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { nameOf } from './invocation.ts';
import type { World } from './world.ts';

/** What must not be once everything has had its time: open incidents, held locks, causes without a decision. */
export function checkEnd(world: World): readonly string[] {
  const { records, history, platform, queue, time, witness, events, codePipeline } = world;
  const violations: string[] = [];
  if (queue.messages.length > 0) {
    violations.push(
      `I4: ${queue.messages.length} watch messages never end: ${queue.messages.map(({ body }) => body).join(' ')}`,
    );
  }
  for (const key of world.keys) {
    const record = records.stored(key);
    if (record?.leaseUntil !== undefined && record.leaseUntil > time.now()) {
      violations.push(`I4: the lock of ${nameOf(key)} is stuck`);
    }
    const memory: StageState | undefined = record?.memory === undefined ? undefined : JSON.parse(record.memory);
    if (memory?.incident !== undefined) violations.push(`I4: ${nameOf(key)} ends ${memory.incident.phase}`);
    if ((memory?.promised.length ?? 0) > 0) violations.push(`I4: promises of ${nameOf(key)} are never kept`);
    if ((record?.mailed ?? 0) > 0) violations.push(`I5: mail of ${nameOf(key)} is never read`);
  }
  const exhausted = new Set(platform.failed.map(causeIn));
  const entries = new Map(world.keys.map((key) => [nameOf(key), history.of(key)]));
  const checked = new Set<string>();
  for (const { key, causeId } of events.delivered) {
    const name = `${nameOf(key)} ${causeId}`;
    if (checked.has(name)) continue;
    checked.add(name);
    const of = entries.get(nameOf(key)) ?? [];
    const own = of.filter(({ id }) => id === causeId).length;
    const decisions = own === 0 && of.some((entry) => covers(entry, causeId)) ? 1 : own;
    if (decisions > 1) violations.push(`I5: ${name} has ${decisions} decision records`);
    if (decisions === 0 && !exhausted.has(causeId)) {
      violations.push(`I5: ${name} was swallowed: no decision record, and in no dead-letter queue`);
    }
  }
  for (const { key, executionId } of witness.rollbacks) {
    const of = (entry: Entry) => entry.rollbackExecutionId === executionId && entry.code === 'rollback';
    const written = entries.get(nameOf(key))?.filter(of).length ?? 0;
    // Whoever called for it died, and it was ended before the stage: no list tells which stage it was for, and nothing was changed.
    const wasThere = codePipeline.script.execution(key.pipeline, executionId).actions.length > 0;
    if (written > 1 || (written === 0 && wasThere))
      violations.push(`I5: rollback ${executionId} of ${nameOf(key)} has ${written} decision records`);
  }
  for (const key of world.keys) {
    const of = entries.get(nameOf(key)) ?? [];
    const ended = new Set(of.filter(({ code }) => ENDS.includes(code)).map(({ incident }) => incident));
    for (const { code, incident } of of) {
      if (code !== 'rollback' || ended.has(incident)) continue;
      violations.push(`I4: incident ${incident} of ${nameOf(key)} rolled back, and has no end`);
    }
  }
  return violations;
}

/** A decision about several events of an alarm: it names when the first and the last was. */
function covers({ code, alarm, events }: Entry, causeId: string): boolean {
  if (events === undefined || alarm === undefined || (code !== 'hold' && code !== 'rollback')) return false;
  const at = Date.parse(causeId.slice(`alarm/${alarm}/`.length));
  return causeId.startsWith(`alarm/${alarm}/`) && events.from <= at && at <= events.lastAt;
}

/** How an incident ends whose rollback was accepted. */
const ENDS: readonly string[] = [
  'recovered',
  'not-recovered',
  'unverified',
  'superseded',
  'rollback-failed',
  'aborted',
];

/** The cause in an event that went to the failure destination. */
function causeIn(event: object): string | undefined {
  const { resources, alarmArn, detail, alarmData } = event as FailedEvent;
  const arn = alarmArn ?? resources?.[0];
  const alarm = detail ?? alarmData;
  if (alarm?.alarmName === undefined || alarm.state.timestamp === undefined) return undefined;
  return `alarm/${arn}/${new Date(Date.parse(alarm.state.timestamp)).toISOString()}`;
}

interface FailedEvent {
  readonly resources?: readonly string[];
  readonly alarmArn?: string;
  readonly detail?: AlarmDetail;
  readonly alarmData?: AlarmDetail;
}

interface AlarmDetail {
  readonly alarmName?: string;
  readonly state: { readonly timestamp?: string };
}
