import type { AlarmEvent, ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { arnOf } from '../home.ts';
import { at } from './moments.ts';

/** The event of a plain OK -> ALARM at 10:20; OK since 06:00. */
export function anAlarmEvent(but: Partial<AlarmEvent> = {}): AlarmEvent {
  return {
    alarm: arnOf('shop-5xx'),
    state: { value: 'ALARM', at: at('10:20'), reason: 'Threshold Crossed' },
    previous: { value: 'OK', at: at('06:00') },
    ...but,
  };
}

/** An alarm event whose previous state is not told. */
export function anAlarmEventWithoutPrevious(): AlarmEvent {
  const { previous: _, ...event } = anAlarmEvent();
  return event;
}

/** The alarm as CloudWatch shows it: in ALARM since 10:20. */
export function anAlarm(but: Partial<ObservedAlarm> = {}): ObservedAlarm {
  return { arn: arnOf('shop-5xx'), value: 'ALARM', since: at('10:20'), actionsEnabled: true, ...but };
}
