import { ServiceError } from '../../emulator/services/service.ts';
import { arnOf } from '../support/home.ts';
import type { WorldEvent } from './history.ts';
import type { World } from './world.ts';
import { revisionOf } from './world-setup.ts';

const MINUTE = 60_000;

/** What happens in a history, by pipelines, alarms, people or mischance. */
export function happen(world: World, event: WorldEvent): void {
  const { codePipeline, cloudWatch, alarmTruth, events, reader, time } = world;
  const { script } = codePipeline;
  switch (event.kind) {
    case 'deploy':
      script.startExecution({
        pipeline: event.pipeline,
        revision: revisionOf(event.revision),
        results: { Staging: event.staging, Prod: event.prod },
      });
      return;
    case 'bad-deploy': {
      script.startExecution({ pipeline: event.pipeline, revision: revisionOf(event.revision) });
      const alarmAt = time.now() + event.alarmSeconds * 1000;
      const alarms = world.scriptOf(event.alarm);
      alarms.setStateAt(alarmAt, event.alarm, 'ALARM');
      alarms.setStateAt(alarmAt + event.okSeconds * 1000, event.alarm, 'OK');
      return;
    }
    case 'alarm':
      world.scriptOf(event.alarm).setState(event.alarm, event.value);
      return;
    case 'mute': {
      const from = time.now();
      const until = from + event.minutes * MINUTE;
      attempt(() => cloudWatch.script.mute({ name: `mute-${from}`, alarmNames: [event.alarm], from, until }));
      return;
    }
    case 'actions':
      attempt(() => cloudWatch.script.setActionsEnabled(event.alarm, event.enabled));
      alarmTruth.switched(arnOf(event.alarm), event.enabled, time.now());
      return;
    case 'person-rolls-back': {
      const target = script.executions(event.key.pipeline).at(-1 - event.which)?.id;
      if (target !== undefined)
        attempt(() => script.personRollsBack({ ...event.key, targetPipelineExecutionId: target }));
      return;
    }
    case 'stop': {
      const { pipeline, abandon } = event;
      const pipelineExecutionId = script.executions(pipeline).at(-1 - event.which)?.id;
      attempt(() => person(world, 'StopPipelineExecution', { pipelineName: pipeline, pipelineExecutionId, abandon }));
      return;
    }
    case 'retry': {
      const { pipeline, stage } = event.key;
      const pipelineExecutionId = script.stage(event.key).latest?.execution.id;
      const retryMode = event.all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
      attempt(() =>
        person(world, 'RetryStageExecution', {
          pipelineName: pipeline,
          stageName: stage,
          pipelineExecutionId,
          retryMode,
        }),
      );
      return;
    }
    case 'gate': {
      const { pipeline, stage } = event.key;
      const gate = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' };
      if (event.open) person(world, 'EnableStageTransition', gate);
      else person(world, 'DisableStageTransition', { ...gate, reason: 'Release freeze' });
      return;
    }
    case 'approve': {
      const key = { pipeline: event.pipeline, stage: 'Prod' };
      const waits = [...(script.stage(key).latest?.inProgress.keys() ?? [])].some(({ token }) => token !== undefined);
      if (waits && event.yes) script.approve(key);
      else if (waits) script.reject(key);
      return;
    }
    case 'edit':
      script.edit(event.pipeline);
      return;
    case 'rollbacks-go':
      if (event.result !== 'Skipped') script.setResult(event.key, 'ROLLBACK', event.result);
      return;
    case 'mode':
      world.setMode(event.key, event.enforce ? 'enforce' : 'dry-run');
      return;
    case 'spoil-guard':
      world.spoilGuard(event.key);
      return;
    case 'old-event':
      world.events.repeat(event.which);
      return;
    case 'forwards':
      events.areForwardsLost = event.lost;
      return;
    case 'reader':
      reader.isDenied = event.denied;
      return;
    case 'command':
      command(world, event);
  }
}

function command(world: World, { action, key, target }: Extract<WorldEvent, { kind: 'command' }>): void {
  const everywhere = action === 'status' || action === 'pause' || action === 'resume';
  const stage = key ?? (everywhere ? undefined : world.keys[0]);
  const takesTarget = action === 'rollback' || action === 'plan';
  const executions = stage === undefined || !takesTarget ? [] : world.codePipeline.script.executions(stage.pipeline);
  const named = target === null ? undefined : executions.at(-1 - target)?.id;
  world.platform.invoke({ action, ...stage, ...(named !== undefined && { target: named }), by: 'alice' });
}

type Operations = World['codePipeline']['operations'];

/** A person's call of CodePipeline. */
export function person(world: World, operation: keyof Operations, input: { readonly [member: string]: unknown }): void {
  world.codePipeline.operations[operation].handle(input, { arn: 'arn:aws:iam::123456789012:user/person' });
}

/** What AWS refuses a person is no matter. */
export function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
