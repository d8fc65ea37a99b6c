import type { EpochMillis } from '../../account/clock.ts';
import type { CompositeAlarmDefinition, LogAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { StateValue } from './state-value.ts';

/** Why a composite alarm takes no actions although it changed (API:CompositeAlarm). */
export type Suppression = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

/** API:MetricAlarm, EvaluationState. */
export type EvaluationState = 'PARTIAL_DATA' | 'EVALUATION_ERROR' | 'EVALUATION_FAILURE';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string | undefined;
  /** When anything in here changed last (StateUpdatedTimestamp). */
  readonly updatedAt: EpochMillis;
  /** When the value changed last (StateTransitionedTimestamp). */
  readonly transitionedAt: EpochMillis;
  readonly suppressedBy?: Suppression | undefined;
}

/** What an evaluation, a person or a script says about an alarm. */
export interface Verdict {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string | undefined;
}

interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  state: AlarmState;
  configuredAt: EpochMillis;
  tags: Map<string, string>;
}

export interface MetricAlarm extends AlarmRecord {
  readonly type: 'MetricAlarm';
  definition: MetricAlarmDefinition;
  evaluationState?: EvaluationState | undefined;
  /** What the metric of a scripted alarm says: the alarm falls back to it when somebody sets another state. */
  scripted?: Verdict | undefined;
}

export interface CompositeAlarm extends AlarmRecord {
  readonly type: 'CompositeAlarm';
  definition: CompositeAlarmDefinition;
  rule: AlarmRule;
}

/** On the results of a scheduled query of CloudWatch Logs; only the script changes its state. */
export interface LogAlarm extends AlarmRecord {
  readonly type: 'LogAlarm';
  definition: LogAlarmDefinition;
}

export type Alarm = MetricAlarm | CompositeAlarm | LogAlarm;
export type AlarmType = Alarm['type'];
