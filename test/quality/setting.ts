import type { Dice } from './dice.ts';
import { choose } from './dice.ts';
import { MIX } from './mix.ts';

/** A source action, or a pipeline variable: what a release is made of. */
export type Component = 'App' | 'Config' | 'IMAGE_TAG';
export const VARIABLE = 'IMAGE_TAG';

export interface ActionShape {
  readonly name: string;
  readonly category: 'Approval' | 'Test' | 'Deploy' | 'Build' | 'Invoke';
  readonly runOrder: number;
  readonly minutes: number;
}

export interface AlarmShape {
  /** Each alarm has a metric of its own. */
  readonly metric: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: 'notBreaching' | 'missing' | 'ignore' | 'breaching';
  readonly delaySeconds: number;
}

export interface StageShape {
  readonly name: string;
  readonly actions: readonly ActionShape[];
  /** Absent: nobody guards the stage. */
  readonly guard?: { readonly alarms: readonly AlarmShape[]; readonly composite: boolean };
}

/** One pipeline with its guards, the same for all deciders. */
export interface Setting {
  readonly mode: 'SUPERSEDED' | 'QUEUED';
  readonly components: readonly Component[];
  /** Behind the source stage. */
  readonly stages: readonly StageShape[];
  readonly onFailure: boolean;
  readonly platformAlarm: boolean;
  readonly quietNights: boolean;
}

export const METRICS = ['errors', 'latency', 'backlog'] as const;

export function settingOf(dice: Dice): Setting {
  const { pipeline } = MIX;
  const later = dice.percent(pipeline.laterStagePercent, 'later stage');
  const quietNights = dice.percent(MIX.causes.quietNightPercent, 'quiet nights');
  return {
    mode: dice.percent(pipeline.queuedPercent, 'mode') ? 'QUEUED' : 'SUPERSEDED',
    components: [
      'App',
      ...(dice.percent(pipeline.secondSourcePercent, 'second source') ? (['Config'] as const) : []),
      ...(dice.percent(pipeline.variablePercent, 'variable') ? ([VARIABLE] as const) : []),
    ],
    stages: [
      stageOf(dice, 'Prod', true, quietNights),
      ...(later
        ? [stageOf(dice, 'Global', dice.percent(pipeline.laterStageGuardedPercent, 'guarded'), quietNights)]
        : []),
    ],
    onFailure: dice.percent(pipeline.onFailurePercent, 'onFailure'),
    platformAlarm: dice.percent(MIX.causes.platformAlarmPercent, 'platform alarm'),
    quietNights,
  };
}

function stageOf(dice: Dice, name: string, guarded: boolean, quietNights: boolean): StageShape {
  const { stage } = MIX;
  const actions: ActionShape[] = [];
  const add = (action: string, category: ActionShape['category'], minutes: number, beside = false) => {
    const runOrder = (actions.at(-1)?.runOrder ?? 0) + (beside ? 0 : 1);
    actions.push({ name: action, category, runOrder, minutes });
  };
  if (dice.percent(stage.approvalBeforePercent, name, 'approval before')) add('Approve', 'Approval', 0);
  const category = choose(dice.of(name, 'category'), stage.category);
  const deploying = choose(dice.of(name, 'deploying'), stage.deploying);
  const minutes = (action: string) => dice.in(stage.deployMinutes, name, action, 'minutes');
  if (deploying === 'one after the other') add('Migrate', category, minutes('Migrate'));
  add('Deploy', category, minutes('Deploy'));
  if (deploying === 'side by side') add('DeployOther', category, minutes('DeployOther'), true);
  if (dice.percent(stage.testAfterPercent, name, 'test after')) {
    add('Smoke', 'Test', dice.in(stage.testMinutes, name, 'Smoke', 'minutes'));
  }
  if (dice.percent(stage.approvalAfterPercent, name, 'approval after')) add('SignOff', 'Approval', 0);
  if (!guarded) return { name, actions };
  const number = dice.in(MIX.alarms.number, name, 'alarms');
  return {
    name,
    actions,
    guard: {
      alarms: METRICS.slice(0, number).map((metric) => alarmOf(dice, name, metric, quietNights)),
      composite: dice.percent(MIX.alarms.compositePercent, name, 'composite'),
    },
  };
}

function alarmOf(dice: Dice, stage: string, metric: string, quietNights: boolean): AlarmShape {
  const { alarms } = MIX;
  const [periodSeconds, evaluationPeriods, datapointsToAlarm] = choose(dice.of(stage, metric, 'kind'), alarms.kinds);
  const missingData = choose(dice.of(stage, metric, 'missing data'), alarms.missingData);
  return {
    metric,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    // Nobody lets an alarm go off every night.
    missingData: quietNights && missingData === 'breaching' ? 'notBreaching' : missingData,
    delaySeconds: dice.in(alarms.delaySeconds, stage, metric, 'delay'),
  };
}
