import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { AlarmEvent, AlarmStateInEvent } from '../decision/alarm.ts';
import { alarmArn, isSameLocation, parseAlarmArn } from '../decision/alarm-arn.ts';
import { PipelineName, StageName } from '../guard-policy.ts';
import { instant, readGrounds } from './alarm-grounds.ts';
import { type Invocation, rejected, required, text } from './event-form.ts';
import type { AlarmTrigger } from './trigger.ts';

const State = z.catch(
  z.optional(z.object({ value: text, timestamp: text, reason: text, reasonData: text, actionsSuppressedBy: text })),
  undefined,
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
  const { id, time, account, region, resources, detail, guard } = required(AlarmEnvelope, event);
  const arn = resources.find((resource) => typeof resource === 'string' && parseAlarmArn(resource) !== undefined);
  const alarm = identify({ arn: typeof arn === 'string' ? arn : undefined, account, region, detail, invocation });
  return toTrigger({ detail, alarm, id, time, guard, invocation });
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
  const { alarmArn: arn, accountId: account, region, time, alarmData: detail } = required(DirectAlarm, event);
  const alarm = identify({ arn, account, region, detail, invocation });
  return toTrigger({ detail, alarm, id: undefined, time, guard: undefined, invocation });
}

/**
 * The ARN of the alarm that an event is about. Where name and ARN disagree the ARN counts: it is what the rule matched. It has to lie where the
 * event comes from, which EventBridge fills in and keeps when it forwards the event.
 */
function identify(input: {
  readonly arn: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly detail: AlarmDetail;
  readonly invocation: Invocation;
}): string {
  const { arn = '', detail, invocation } = input;
  const told = parseAlarmArn(arn);
  const { partition, account: ofArn, region: inArn } = told ?? invocation.home;
  const { account = ofArn, region = inArn } = input;
  if (told === undefined) {
    if (detail.alarmName) return alarmArn({ partition, account, region }, detail.alarmName);
    throw rejected('the alarm event names no alarm: it has no alarm ARN in "resources" and no "alarmName"');
  }
  if (!isSameLocation(told, { partition, account, region })) {
    throw rejected(`the alarm event comes from ${account} in ${region}, but tells of ${arn}`);
  }
  return arn;
}

function toTrigger(input: {
  readonly detail: AlarmDetail;
  readonly alarm: string;
  readonly id: string | undefined;
  readonly time: string | undefined;
  readonly guard: { readonly pipeline: string; readonly stage: string } | undefined;
  readonly invocation: Invocation;
}): AlarmTrigger {
  const { alarm, detail, guard, invocation } = input;
  const { muteDetail } = detail;
  const mute = Mute.safeParse(muteDetail);
  const event: AlarmEvent = {
    alarm,
    state: toState(detail.state ?? {}),
    ...(detail.previousState && { previous: toPrevious(detail.previousState) }),
    ...(muteDetail !== undefined && {
      mutedBy: {
        arn: mute.data?.mutedByArn ?? 'a mute rule',
        ...(mute.data?.muteWindowEnd !== undefined && { until: mute.data.muteWindowEnd }),
      },
    }),
  };
  const at = event.state.at ?? instant(input.time) ?? invocation.now;
  const occasion = event.state.at === undefined ? (input.id ?? invocation.requestId) : new Date(at).toISOString();
  return {
    kind: 'alarm',
    cause: { kind: 'alarm', id: `alarm/${inKey(alarm)}/${occasion}`, at, event },
    ...(guard && { guard }),
  };
}

/** Part of the key of a decision record, which DynamoDB limits to 1,024 bytes; alarm names may take nearly as many. */
function inKey(alarm: string): string {
  if (Buffer.byteLength(alarm) <= 256) return alarm;
  return `${alarm.slice(0, 100)}...${createHash('sha256').update(alarm).digest('hex').slice(0, 32)}`;
}

function toState(state: NonNullable<z.infer<typeof State>>): AlarmStateInEvent {
  const at = instant(state.timestamp);
  const grounds = readGrounds(state.reasonData);
  return {
    value: state.value ?? '',
    ...(at !== undefined && { at }),
    ...(state.reason !== undefined && { reason: state.reason.slice(0, LONGEST_REASON) }),
    ...(state.actionsSuppressedBy !== undefined && { suppressedBy: state.actionsSuppressedBy }),
    ...(grounds && { grounds }),
  };
}

/** Of the state before, only what it was and since when. */
function toPrevious(state: NonNullable<z.infer<typeof State>>): AlarmStateInEvent {
  const { reason: _, grounds: __, ...previous } = toState(state);
  return previous;
}

/** What is kept of an event has a bounded size. */
const LONGEST_REASON = 700;
