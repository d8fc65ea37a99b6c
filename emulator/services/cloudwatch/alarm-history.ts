import type { EpochMillis } from '../../account/clock.ts';
import type { Alarm, AlarmState, AlarmType } from './alarm.ts';
import { alarmRecord } from './alarm-record.ts';

export type HistoryItemType = 'ConfigurationUpdate' | 'StateUpdate' | 'Action';

export interface AlarmHistoryItem {
  readonly alarmName: string;
  readonly alarmType: AlarmType;
  readonly timestamp: EpochMillis;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

const RETENTION_MILLIS = 30 * 24 * 3_600_000;

/** What happened to the alarms; kept for 30 days, also after the alarm is deleted (API:DescribeAlarmHistory). */
export class AlarmHistory {
  #items: AlarmHistoryItem[] = [];

  /** Items in the order they were recorded, oldest first, those older than 30 days at `now` dropped. */
  items(now: EpochMillis): readonly AlarmHistoryItem[] {
    this.#items = this.#items.filter(({ timestamp }) => timestamp >= now - RETENTION_MILLIS);
    return this.#items;
  }

  stateUpdate(alarm: Alarm, previous: AlarmState): void {
    const state = alarm.state;
    this.#add(alarm, state.updatedAt, 'StateUpdate', `Alarm updated from ${previous.value} to ${state.value}`, () => ({
      version: '1.0',
      oldState: historyState(previous),
      newState: historyState(state),
    }));
  }

  configurationUpdate(alarm: Alarm, type: 'Create' | 'Update' | 'Delete', at: EpochMillis): void {
    const summary = `Alarm "${alarm.name}" ${{ Create: 'created', Update: 'updated', Delete: 'deleted' }[type]}`;
    const record = alarmRecord(alarm, at);
    const member = `${{ Create: 'created', Update: 'updated', Delete: 'deleted' }[type]}Alarm`;
    this.#add(alarm, at, 'ConfigurationUpdate', summary, () => ({ version: '1.0', type, [member]: record() }));
  }

  action(alarm: Alarm, actionArn: string, at: EpochMillis, error?: string): void {
    const actionState = error === undefined ? 'Succeeded' : 'Failed';
    const summary = `${error === undefined ? 'Successfully executed' : 'Failed to execute'} action ${actionArn}`;
    const data = { actionState, notificationResource: actionArn, stateUpdateTimestamp: alarm.state.updatedAt, error };
    this.#add(alarm, at, 'Action', summary, () => data);
  }

  /** The data is made when it is asked for, which for most items is never: it must not read what changes later. */
  #add(alarm: Alarm, timestamp: EpochMillis, type: HistoryItemType, summary: string, data: () => object): void {
    this.#items.push({
      alarmName: alarm.name,
      alarmType: alarm.type,
      timestamp,
      type,
      summary,
      get data() {
        return JSON.stringify(data());
      },
    });
  }
}

function historyState({ value, reason, reasonData, suppressedBy }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: parsed(reasonData) }),
    ...(suppressedBy !== undefined && { actionsSuppressedBy: suppressedBy }),
  };
}

/** SetAlarmState takes any text as reason data, though it should be JSON. */
function parsed(reasonData: string): unknown {
  try {
    return JSON.parse(reasonData);
  } catch {
    return reasonData;
  }
}
