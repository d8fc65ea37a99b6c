import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { AlarmEvent, AlarmStateInEvent } from '../decision/alarm.ts';
import { alarmArn, isSameLocation, type Location, parseAlarmArn } from '../decision/alarm-arn.ts';
import type { AlarmCause } from '../decision/cause.ts';
import { cut } from '../decision/cut.ts';
import { type EpochMillis, HOUR } from '../decision/time.ts';
import { PipelineName, StageName } from '../guard-policy.ts';
import { instant, readGrounds } from './alarm-grounds.ts';
import { type Invocation, rejected, required, text } from './event-form.ts';
import { lenient } from './json.ts';
import type { AlarmTrigger } from './trigger.ts';

const State = lenient(
  z.object({ value: text, timestamp: text, reason: text, reasonData: text, actionsSuppressedBy: text }),
);
const Mute = z.object({ mutedByArn: text, muteWindowEnd: text });
const AlarmDetail = z.object({
  alarmName: text,
  state: State,
  previousState: State,
  // Anything but an absent member is a mute: what cannot be read must not let a muted alarm act.
  muteDetail: z.optional(z.union([Mute, z.unknown()])),
});
type AlarmDetail = z.infer<typeof AlarmDetail>;

const Guard = z.object({ pipeline: PipelineName, stage: StageName });
const AlarmEnvelope = z.object({
  id: text,
  time: text,
  account: text,
  region: text,
  resources: z.catch(z.array(z.unknown()), []),
  detail: z.catch(AlarmDetail, {}),
  guard: z.exactOptional(Guard),
});

/** An alarm's event from EventBridge; its rule adds the stage that is guarded. */
export function parseAlarmEvent(event: unknown, invocation: Invocation): AlarmTrigger {
  const { resources, guard, ...told } = required(AlarmEnvelope, event);
  const arn = resources.find((resource) => typeof resource === 'string' && parseAlarmArn(resource) !== undefined);
  const cause = causeOf({ ...told, arn: typeof arn === 'string' ? arn : undefined }, invocation);
  return { kind: 'alarm', cause, ...(guard && { guard }) };
}

const DirectAlarm = z.object({
  alarmArn: text,
  accountId: text,
  region: text,
  time: text,
  alarmData: z.catch(AlarmDetail, {}),
});

/** The payload of an alarm's own Lambda action. */
export function parseDirectAlarm(event: unknown, invocation: Invocation): AlarmTrigger {
  const { alarmArn: arn, accountId: account, alarmData: detail, ...told } = required(DirectAlarm, event);
  return { kind: 'alarm', cause: causeOf({ ...told, arn, account, detail }, invocation) };
}

/** What either of them tells of an alarm. */
interface Told {
  readonly arn?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly id?: string | undefined;
  readonly time?: string | undefined;
  readonly detail: AlarmDetail;
}

/**
 * The ARN of the alarm that an event is about. Where name and ARN disagree the ARN counts: it is what the rule matched. It has to lie where the
 * event comes from, which EventBridge fills in and keeps when it forwards the event.
 */
function identify({ arn = '', detail, ...from }: Told, home: Location): string {
  const told = parseAlarmArn(arn);
  const { partition, account: ofArn, region: inArn } = told ?? home;
  const { account = ofArn, region = inArn } = from;
  if (told === undefined) {
    const named = alarmArn({ partition, account, region }, detail.alarmName ?? '');
    if (parseAlarmArn(named) !== undefined) return named;
    throw rejected(
      'the alarm event names no alarm: neither in "resources" nor by its "alarmName", "account" and "region"',
    );
  }
  if (!isSameLocation(told, { partition, account, region })) {
    throw rejected(`the alarm event comes from ${account} in ${region}, but tells of ${arn}`);
  }
  return arn;
}

function causeOf(told: Told, { home, now, requestId }: Invocation): AlarmCause {
  const alarm = identify(told, home);
  const { state, previousState, muteDetail } = told.detail;
  const event: AlarmEvent = {
    alarm,
    state: toState(state ?? {}, now),
    ...(previousState && { previous: toPrevious(previousState, now) }),
    ...(muteDetail !== undefined && { mutedBy: toMute(muteDetail) }),
  };
  const at = event.state.at ?? notAhead(instant(told.time), now) ?? now;
  const occasion = event.state.at === undefined ? (told.id ?? requestId) : new Date(at).toISOString();
  return { kind: 'alarm', id: `alarm/${inKey(alarm)}/${occasion}`, at, event };
}

function toMute(detail: unknown): NonNullable<AlarmEvent['mutedBy']> {
  const { mutedByArn: arn = 'a mute rule', muteWindowEnd: until } = Mute.safeParse(detail).data ?? {};
  return { arn, ...(until !== undefined && { until }) };
}

/** Part of the key of a decision record, which DynamoDB limits to 1,024 bytes; alarm names may take nearly as many. */
function inKey(alarm: string): string {
  if (Buffer.byteLength(alarm) <= 256) return alarm;
  return `${alarm.slice(0, 100).toWellFormed()}...${createHash('sha256').update(alarm).digest('hex').slice(0, 32)}`;
}

/** Clocks differ by less. What is told of the future would stand for all that comes until then: it is no time that can be read. */
const AHEAD = HOUR;

function notAhead(time: EpochMillis | undefined, now: EpochMillis): EpochMillis | undefined {
  return time === undefined || time > now + AHEAD ? undefined : time;
}

function toState(state: NonNullable<z.infer<typeof State>>, now: EpochMillis): AlarmStateInEvent {
  const at = notAhead(instant(state.timestamp), now);
  const grounds = readGrounds(state.reasonData);
  return {
    value: state.value ?? '',
    ...(at !== undefined && { at }),
    ...(state.reason !== undefined && { reason: cut(state.reason, LONGEST_REASON) }),
    ...(state.actionsSuppressedBy !== undefined && { suppressedBy: state.actionsSuppressedBy }),
    ...(grounds && { grounds }),
  };
}

/** Of the state before, only what it was and since when. */
function toPrevious(state: NonNullable<z.infer<typeof State>>, now: EpochMillis): AlarmStateInEvent {
  const { reason: _, grounds: __, ...previous } = toState(state, now);
  return previous;
}

/** What is kept of an event has a bounded size. */
const LONGEST_REASON = 700;
