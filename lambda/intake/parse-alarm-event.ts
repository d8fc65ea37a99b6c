import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { AlarmEvent, AlarmStateInEvent } from '../decision/alarm.ts';
import { PipelineName, StageName } from '../guard-policy.ts';
import { alarmNameIn, instant, readGrounds } from './alarm-grounds.ts';
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
  resources: z.catch(z.array(z.unknown()), []),
  detail: z.catch(AlarmDetail, {}),
  guard: z.exactOptional(Guard),
});

/** An alarm's event from EventBridge; its rule adds the stage that is guarded. */
export function parseAlarmEvent(event: unknown, invocation: Invocation): AlarmTrigger {
  const { id, time, resources, detail, guard } = required(AlarmEnvelope, event);
  const arn = resources.find((resource) => typeof resource === 'string' && resource.includes(':alarm:'));
  return toTrigger({ detail, arn: typeof arn === 'string' ? arn : undefined, id, time, guard, invocation });
}

const DirectAlarm = z.object({ alarmArn: text, time: text, alarmData: z.catch(AlarmDetail, {}) });

/** The payload of an alarm's own Lambda action. */
export function parseDirectAlarm(event: unknown, invocation: Invocation): AlarmTrigger {
  const { alarmArn, time, alarmData } = required(DirectAlarm, event);
  return toTrigger({ detail: alarmData, arn: alarmArn, id: undefined, time, guard: undefined, invocation });
}

function toTrigger(input: {
  readonly detail: AlarmDetail;
  readonly arn: string | undefined;
  readonly id: string | undefined;
  readonly time: string | undefined;
  readonly guard: { readonly pipeline: string; readonly stage: string } | undefined;
  readonly invocation: Invocation;
}): AlarmTrigger {
  const { detail, guard, invocation } = input;
  // Where name and ARN disagree the ARN counts: it is what the rule matched.
  const alarmName = alarmNameIn(input.arn) || detail.alarmName;
  if (alarmName === undefined || alarmName === '') {
    throw rejected('the alarm event names no alarm: it has no alarm ARN in "resources" and no "alarmName"');
  }
  const { muteDetail } = detail;
  const mute = Mute.safeParse(muteDetail);
  const event: AlarmEvent = {
    alarmName,
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
    cause: { kind: 'alarm', id: `alarm/${inKey(alarmName)}/${occasion}`, at, event },
    ...(guard && { guard }),
  };
}

/** Part of the key of a decision record, which DynamoDB limits to 1,024 bytes; alarm names may take nearly as many. */
function inKey(alarmName: string): string {
  if (Buffer.byteLength(alarmName) <= 256) return alarmName;
  return `${alarmName.slice(0, 50)}...${createHash('sha256').update(alarmName).digest('hex').slice(0, 32)}`;
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
