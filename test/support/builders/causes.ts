import type { AlarmCause, CommandCause, ObservedCause } from '../../../lambda/decision/cause.ts';
import { anAlarmEvent } from './alarms.ts';
import { at } from './moments.ts';

export function anAlarmCause(but: Partial<AlarmCause> = {}): AlarmCause {
  return { kind: 'alarm', id: 'alarm/shop-5xx/1', at: at('10:20'), event: anAlarmEvent(), ...but };
}

export function aCommandCause(but: Partial<CommandCause> = {}): CommandCause {
  return { kind: 'command', id: 'command/1', at: at('10:20'), by: 'alice', ...but };
}

export function anObservedCause(but: Partial<ObservedCause> = {}): ObservedCause {
  return { kind: 'observed', id: 'rollback/1', at: at('10:30'), by: "the pipeline's own rule", ...but };
}
