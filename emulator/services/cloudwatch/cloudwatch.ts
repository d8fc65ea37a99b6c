import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { PublishEvent, Service } from '../service.ts';
import type { AlarmAccount } from './alarm-account.ts';
import { AlarmActions, type AlarmActionTargets } from './alarm-actions.ts';
import { AlarmHistory } from './alarm-history.ts';
import { AlarmMutes } from './alarm-mutes.ts';
import { AlarmScript } from './alarm-script.ts';
import { Alarms } from './alarms.ts';
import { CompositeEvaluation } from './composite-evaluation.ts';
import { MetricEvaluation } from './metric-evaluation.ts';
import { Metrics } from './metrics.ts';
import { deleteAlarms, setAlarmState, switchAlarmActions } from './operations/change-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { putCompositeAlarm, putMetricAlarm } from './operations/put-alarms.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { type AlarmSwitches, DEFAULT_ALARM_SWITCHES } from './switches.ts';

export interface CloudWatchDeps {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly publish: PublishEvent;
  readonly targets: AlarmActionTargets;
  readonly switches?: Partial<AlarmSwitches>;
}

/** The alarms of the local account: the API, and a script to play them from tests and stories. */
export interface CloudWatch {
  readonly service: Service;
  readonly script: AlarmScript;
}

export function createCloudWatch({ identity, clock, publish, targets, switches = {} }: CloudWatchDeps): CloudWatch {
  const history = new AlarmHistory();
  const mutes = new AlarmMutes(identity, clock);
  const actions = new AlarmActions({ identity, clock, history, targets });
  const alarms = new Alarms({ identity, clock, publish, history, mutes, actions });
  const metrics = new Metrics();
  const account: AlarmAccount = {
    identity,
    clock,
    alarms,
    history,
    metrics,
    metricEvaluation: new MetricEvaluation({
      alarms,
      metrics,
      clock,
      switches: { ...DEFAULT_ALARM_SWITCHES, ...switches },
    }),
    compositeEvaluation: new CompositeEvaluation(alarms, clock),
  };
  return { service: service(account), script: new AlarmScript(account, mutes) };
}

function service(account: AlarmAccount): Service {
  return {
    signingName: 'monitoring',
    targetPrefix: 'GraniteServiceVersion20100801',
    operations: {
      PutMetricAlarm: putMetricAlarm(account),
      PutCompositeAlarm: putCompositeAlarm(account),
      DescribeAlarms: describeAlarms(account),
      DescribeAlarmHistory: describeAlarmHistory(account),
      SetAlarmState: setAlarmState(account),
      EnableAlarmActions: switchAlarmActions(account, true),
      DisableAlarmActions: switchAlarmActions(account, false),
      DeleteAlarms: deleteAlarms(account),
      PutMetricData: putMetricData(account),
      ListTagsForResource: listTagsForResource(account),
      TagResource: tagResource(account),
      UntagResource: untagResource(account),
    },
    timestampMembers: [
      'AlarmConfigurationUpdatedTimestamp',
      'StateUpdatedTimestamp',
      'StateTransitionedTimestamp',
      'StartDate',
      'EndDate',
      'Timestamp',
    ],
  };
}
