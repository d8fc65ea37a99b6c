import * as z from 'zod';
import type { LiveStages } from '../../emulator/account/truth/live-stages.ts';
import type { ActionExecution, Execution } from '../../emulator/services/codepipeline/execution.ts';
import type { PipelineScript } from '../../emulator/services/codepipeline/pipeline-script.ts';
import type { ServiceEvent } from '../../emulator/services/service.ts';
import { DECIDER_ARN, type Decider, type DeciderKind, type GuardedStage } from './decider.ts';
import { PIPELINE } from './declaration.ts';
import { faultCause } from './fault-cause.ts';
import type { People } from './people.ts';
import type { Plan } from './plan.ts';
import type { ReleaseBook } from './release-book.ts';
import type { JudgedRollback, StageLedger } from './stage-ledger.ts';
import type { Release } from './trunk.ts';

const AlarmDetail = z.object({ alarmName: z.string(), state: z.object({ value: z.string() }) });

/** A rollback that did no good, and what had made the alarm go on. */
export interface Fault extends JudgedRollback {
  readonly cause: string;
}

export interface HappeningsOptions {
  readonly now: () => number;
  readonly plan: Plan;
  readonly kind: DeciderKind;
  readonly guards: readonly GuardedStage[];
  readonly ledgers: ReadonlyMap<string, StageLedger>;
  readonly script: () => PipelineScript;
  readonly book: () => ReleaseBook;
  readonly live: () => LiveStages<Release>;
  readonly people: () => People;
  readonly decider: () => Decider;
  readonly trace: ((line: string) => void) | undefined;
}

/** What CodePipeline and CloudWatch tell: to the truth, to the ledgers, to people, and to the decider. */
export class Happenings {
  readonly faults: Fault[] = [];
  readonly #options: HappeningsOptions;

  constructor(options: HappeningsOptions) {
    this.#options = options;
  }

  onAction(execution: Readonly<Execution>, { stageName: stage, declaration, status }: Readonly<ActionExecution>): void {
    const { live, people } = this.#options;
    const { name: action, actionTypeId } = declaration;
    const { category } = actionTypeId;
    if (status !== 'InProgress') {
      live().onActionEnd({ pipeline: PIPELINE, stage, action, category, executionId: execution.id, end: status });
    } else if (category === 'Approval') {
      people().asked(stage, action, execution.id, execution.type === 'ROLLBACK');
    }
  }

  onStageEvent(event: ServiceEvent): void {
    const { script, ledgers, decider } = this.#options;
    const [stage = '', state = '', id = ''] = ['stage', 'state', 'execution-id'].map((member) =>
      String(event.detail[member]),
    );
    this.#stageChanged(stage, state, script().execution(PIPELINE, id));
    if (ledgers.has(stage)) decider().onStageEvent(event);
  }

  onAlarmEvent(event: ServiceEvent): void {
    const { guards, ledgers, people, decider, now, trace } = this.#options;
    if (event.detailType !== 'CloudWatch Alarm State Change') return;
    const { alarmName, state } = AlarmDetail.parse(event.detail);
    trace?.(`alarm ${alarmName}: ${state.value}`);
    const on = state.value === 'ALARM';
    for (const { stage, alarms } of guards) {
      if (!alarms.includes(alarmName)) continue;
      ledgers.get(stage)?.onAlarm(alarmName, now(), on);
      if (on) people().alarmWentOn(stage);
    }
    if (on) decider().onAlarm(event);
  }

  #stageChanged(stage: string, state: string, execution: Readonly<Execution>): void {
    const { ledgers, book, people, kind, now, trace } = this.#options;
    if (stage === 'Source') return;
    const ledger = ledgers.get(stage);
    const release = book().of(execution.id);
    trace?.(`${stage}: ${state} ${execution.type} ${execution.id} ${release?.label}`);
    // A decider waits for deployments; its own rollbacks are no excuse.
    const keepsOut = state === 'STARTED' || state === 'RESUMED';
    if (state !== 'STOPPING' && !this.#isDeciders(execution, stage)) ledger?.onRunning(now(), keepsOut);
    if (release === undefined) return;
    if (execution.type === 'ROLLBACK') {
      if (state === 'STARTED') this.#rollbackStarted(stage, execution, release);
      return;
    }
    if (state === 'STARTED') people().entered(stage, release);
    if (state === 'SUCCEEDED') ledger?.onSuccess({ at: now(), release, version: execution.pipelineVersion });
    if (state !== 'FAILED') return;
    ledger?.onFailure(release);
    const how = failedBy(execution, stage);
    if (how !== 'Approval' && how !== kind.native?.rule) people().failed(stage, release);
  }

  /** A ROLLBACK enters its stage the moment that it is accepted. */
  #rollbackStarted(stage: string, execution: Readonly<Execution>, target: Release): void {
    const { ledgers, guards, plan, people, now, trace } = this.#options;
    const ledger = ledgers.get(stage);
    const guard = guards.find((one) => one.stage === stage);
    if (ledger === undefined || guard === undefined) return;
    const replaced = ledger.live;
    if (this.#isDeciders(execution, stage)) {
      const judged = ledger.judge(target, now(), execution.pipelineVersion);
      trace?.(`judge: ${stage}: rollback to ${target.label} is ${judged.kind}, too far by ${judged.tooFar}`);
      if (judged.kind !== 'precise') this.faults.push({ ...judged, cause: faultCause(plan, ledger, judged) });
      people().rolledBack(guard, judged.kind, replaced);
    }
    ledger.blameLive(target);
  }

  /** Rollbacks that repair a failed deployment are no decision about an alarm, whoever's they are. */
  #isDeciders({ type, trigger }: Readonly<Execution>, stage: string): boolean {
    const { script, kind } = this.#options;
    if (type !== 'ROLLBACK') return false;
    if (trigger.triggerType === 'ManualRollback') return trigger.triggerDetail === DECIDER_ARN;
    const failed = script()
      .executions(PIPELINE)
      .findLast(({ id }) => trigger.triggerDetail.includes(id));
    return kind.native !== undefined && failed !== undefined && failedBy(failed, stage) === kind.native.rule;
  }
}

/** `Approval` where that failed last in the stage, else the name of the action. */
function failedBy({ actions }: Readonly<Execution>, stage: string): string | undefined {
  const failed = actions.findLast(({ stageName, status }) => stageName === stage && status === 'Failed');
  return failed?.declaration.actionTypeId.category === 'Approval' ? 'Approval' : failed?.declaration.name;
}
