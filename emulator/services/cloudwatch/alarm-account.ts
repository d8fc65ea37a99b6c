import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import { ServiceError } from '../service.ts';
import type { Alarm } from './alarm.ts';
import type { AlarmHistory } from './alarm-history.ts';
import type { Alarms } from './alarms.ts';
import type { CompositeEvaluation } from './composite-evaluation.ts';
import type { MetricEvaluation } from './metric-evaluation.ts';
import type { Metrics } from './metrics.ts';

/** What the operations and the script of the emulated CloudWatch work on. */
export interface AlarmAccount {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly history: AlarmHistory;
  readonly metrics: Metrics;
  readonly metricEvaluation: MetricEvaluation;
  readonly compositeEvaluation: CompositeEvaluation;
}

/** The alarm, or `ResourceNotFound` (API:SetAlarmState). */
export function existingAlarm({ alarms }: AlarmAccount, nameOrArn: string): Alarm {
  const alarm = alarms.find(nameOrArn);
  if (alarm === undefined) throw new ServiceError('ResourceNotFound', `The alarm "${nameOrArn}" does not exist.`, 404);
  return alarm;
}
