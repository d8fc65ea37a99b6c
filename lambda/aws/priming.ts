import type { ControllerOptions } from '../controller.ts';
import type { Location } from '../decision/alarm-arn.ts';
import { type EpochMillis, HOUR, MINUTE, SECOND } from '../decision/time.ts';
import type { Log } from '../log/log.ts';
import type { Ports } from '../ports.ts';
import { type EventLogger, process } from '../process.ts';
import { PLAYED, playedAlarm } from './unsent.ts';

/** An environment that was not played through to the end is slower, and works; one that waits for ever does not (Lambda ends init after 10 seconds). */
const PATIENCE = 3 * SECOND;

/**
 * Plays an alarm through to its rollback once, while the environment is made: Lambda gives that phase a whole processor, and the alarm in
 * earnest a fraction of one. `ports` are made with clients that are `unsent`.
 */
export async function prime(ports: Ports, options: ControllerOptions): Promise<void> {
  const context = { awsRequestId: '-', getRemainingTimeInMillis: () => MINUTE };
  const played = process({ ports, options, logger: UNHEARD }, playedEvent(ports.home, ports.clock()), context);
  await Promise.race([played, ports.sleep(PATIENCE)]);
}

/** As EventBridge delivers it; the newer of two datapoints is over the threshold. */
function playedEvent(home: Location, now: EpochMillis): object {
  const time = (at: EpochMillis) => new Date(at).toISOString().replace('Z', '+0000');
  const timestamp = time(now - 1_000);
  const recentDatapoints = [0, 2];
  const reasonData = { startDate: time(now - 3 * MINUTE), period: 60, recentDatapoints, threshold: 1 };
  return {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: home.account,
    time: timestamp,
    region: home.region,
    resources: [playedAlarm(home)],
    detail: {
      alarmName: '-',
      state: { value: 'ALARM', reason: '-', timestamp, reasonData: JSON.stringify(reasonData) },
      previousState: { value: 'OK', reason: '-', timestamp: time(now - HOUR) },
    },
    guard: PLAYED,
  };
}

const UNHEARD: EventLogger = {
  appendKeys: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  error: () => undefined,
};

/** Says nothing: what is played has not happened. */
export const SILENT: Log = {
  entry: () => undefined,
  unannounced: () => undefined,
  overdue: () => undefined,
  unusable: () => undefined,
  unguarded: () => undefined,
  checked: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
