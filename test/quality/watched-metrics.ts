import { AlarmOnCourse } from '../../emulator/account/truth/alarm-on-course.ts';
import type { Raise } from '../../emulator/account/truth/defect.ts';
import { MetricCourse } from '../../emulator/account/truth/metric-course.ts';
import type { CloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import type { SimulatedTime } from '../simulation/simulated-time.ts';
import { alarmName, compositeName, PLATFORM_ALARM } from './declaration.ts';
import type { Cause, Interval, Plan } from './plan.ts';
import type { AlarmShape, StageShape } from './setting.ts';

const THRESHOLD = 1;
const BASE = 0.2;
const CALLER = { arn: 'arn:aws:iam::123456789012:user/person' };
const PLATFORM: AlarmShape = {
  metric: PLATFORM_ALARM,
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'notBreaching',
  delaySeconds: 15,
};

/** The metrics of the guarded stages, and the alarms of their guards that follow them. */
export class WatchedMetrics {
  readonly #time: SimulatedTime;
  readonly #cloudWatch: CloudWatch;
  readonly #watched = new Map<string, { readonly course: MetricCourse; readonly alarm: AlarmOnCourse }>();

  constructor(time: SimulatedTime, cloudWatch: CloudWatch, { setting, causes, platform }: Plan) {
    this.#time = time;
    this.#cloudWatch = cloudWatch;
    for (const stage of setting.stages) this.#create(stage);
    if (setting.platformAlarm) {
      this.#watch(PLATFORM_ALARM, PLATFORM);
      for (const interval of platform) this.#plan(PLATFORM_ALARM, interval, (course) => course.raise(time.now(), 10));
    }
    for (const cause of causes) this.#plan(alarmName(cause.stage, cause.metric), cause, startOf(time, cause));
  }

  /** From now on; returns what ends it. A metric that the stage has no alarm on is nobody's business. */
  raise(stage: string, { metric, by }: Raise): () => void {
    return this.#begin(alarmName(stage, metric), (course) => course.raise(this.#time.now(), by));
  }

  #create({ name, guard }: StageShape): void {
    if (guard === undefined) return;
    for (const shape of guard.alarms) this.#watch(alarmName(name, shape.metric), shape);
    if (!guard.composite) return;
    const rule = guard.alarms.map(({ metric }) => `ALARM("${alarmName(name, metric)}")`).join(' OR ');
    this.#cloudWatch.script.seedCompositeAlarm({ name: compositeName(name), rule });
  }

  #watch(name: string, shape: AlarmShape): void {
    const { script, service } = this.#cloudWatch;
    void service.operations.PutMetricAlarm?.handle(definitionOf(name, shape), CALLER);
    script.evaluated(name, { value: 'OK', reason: 'the first evaluation' });
    const course = new MetricCourse(BASE);
    const alarm = new AlarmOnCourse({
      clock: this.#time,
      rule: script.ruleOf(name),
      course,
      delayMillis: shape.delaySeconds * 1000,
      state: () => script.stateOf(name),
      evaluated: (verdict) => script.evaluated(name, verdict),
    });
    this.#watched.set(name, { course, alarm });
  }

  #plan(name: string, { from, until }: Interval, start: (course: MetricCourse) => (at: number) => void): void {
    this.#time.at(from, () => {
      const end = this.#begin(name, start);
      this.#time.at(until, end);
    });
  }

  #begin(name: string, start: (course: MetricCourse) => (at: number) => void): () => void {
    const watched = this.#watched.get(name);
    if (watched === undefined) return () => undefined;
    const end = start(watched.course);
    watched.alarm.changed();
    return () => {
      end(this.#time.now());
      watched.alarm.changed();
    };
  }
}

function startOf(time: SimulatedTime, { kind, by }: Cause) {
  return (course: MetricCourse) => (kind === 'no data' ? course.gap(time.now()) : course.raise(time.now(), by));
}

function definitionOf(name: string, shape: AlarmShape) {
  return {
    AlarmName: name,
    Namespace: 'Shop',
    MetricName: name,
    Statistic: 'Average',
    Period: shape.periodSeconds,
    EvaluationPeriods: shape.evaluationPeriods,
    DatapointsToAlarm: shape.datapointsToAlarm,
    Threshold: THRESHOLD,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: shape.missingData,
  };
}
