import type { PipelineStory } from '../../emulator/services/codepipeline/pipeline-story.ts';
import { finding } from '../../lambda/readiness/finding.ts';
import type { LocalServices } from './local-services.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The services that stages and alarms can be planted in: of the local services, or of a local account. */
export type Plot = Pick<LocalServices, 'codePipeline' | 'cloudWatch' | 'clock'>;

/** A pipeline with the stage Prod that has deployed four releases, and the alarm of its name: nothing is wrong with it. */
export function plantPipeline({ codePipeline, clock }: Plot, name: string, story: Partial<PipelineStory> = {}): void {
  codePipeline.script.createPipeline({ name, stages: ['Source', 'Prod'], ...story });
  codePipeline.script.addSuccesses(name, { count: 4, from: clock.now() - 5 * HOUR, everyMillis: HOUR });
}

export function plantHealthy(plot: Plot, name: string, story: Partial<PipelineStory> = {}): void {
  plantPipeline(plot, name, story);
  plot.cloudWatch.script.seedAlarm({ name });
}

/** Ways to be wrong that a check must find: for a guard of stage Prod of the pipeline `name` with the alarm `name`. */
export const MISCONFIGURATIONS: readonly {
  readonly code: string;
  /** Words that the finding must say. */
  readonly says: string;
  readonly plant: (plot: Plot, name: string) => void;
}[] = [
  {
    code: finding.pipelineNotFound.code,
    says: 'there is no pipeline',
    plant: ({ cloudWatch }, name) => void cloudWatch.script.seedAlarm({ name }),
  },
  {
    code: finding.pipelineTypeV1.code,
    says: 'is of type V1',
    plant: (plot, name) => plantHealthy(plot, name, { pipelineType: 'V1' }),
  },
  {
    code: finding.pipelineParallel.code,
    says: 'runs in PARALLEL mode',
    plant: ({ codePipeline, cloudWatch }, name) => {
      codePipeline.script.createPipeline({ name, stages: ['Source', 'Prod'], executionMode: 'PARALLEL' });
      cloudWatch.script.seedAlarm({ name });
    },
  },
  {
    code: finding.stageNotFound.code,
    says: 'has no stage "Prod"; it has Source, prod',
    plant: (plot, name) => plantHealthy(plot, name, { stages: ['Source', 'prod'] }),
  },
  {
    code: finding.sourceStage.code,
    says: '"Prod" is the source stage',
    plant: (plot, name) => plantHealthy(plot, name, { stages: ['Prod', 'Build'] }),
  },
  {
    code: finding.approvalInStage.code,
    says: 'has a manual approval (Approve)',
    plant: (plot, name) => plantHealthy(plot, name, { stages: ['Source', { name: 'Prod', approval: true }] }),
  },
  {
    code: finding.changeSetElsewhere.code,
    says: 'executes a change set (Execute) that no action of it makes',
    plant: (plot, name) => {
      const execute = {
        name: 'Execute',
        provider: 'CloudFormation',
        configuration: { ActionMode: 'CHANGE_SET_EXECUTE' },
      };
      plantHealthy(plot, name, { stages: ['Source', { name: 'Prod', actions: [execute] }] });
    },
  },
  {
    code: finding.alarmNotFound.code,
    says: 'CloudWatch has no alarm',
    plant: (plot, name) => plantPipeline(plot, name),
  },
  {
    code: finding.alarmActionsDisabled.code,
    says: 'are disabled, which switches automatic rollback off for it',
    plant: (plot, name) => {
      plantPipeline(plot, name);
      plot.cloudWatch.script.seedAlarm({ name, actionsEnabled: false });
    },
  },
  {
    code: finding.alarmWithoutData.code,
    says: 'has had no data for 3 d',
    plant: (plot, name) => {
      plantPipeline(plot, name);
      plot.cloudWatch.script.seedAlarm({ name, state: 'INSUFFICIENT_DATA', since: plot.clock.now() - 3 * DAY });
    },
  },
  {
    code: finding.alarmStuck.code,
    says: 'has been in ALARM for 2 d',
    plant: (plot, name) => {
      plantPipeline(plot, name);
      plot.cloudWatch.script.seedAlarm({ name, state: 'ALARM', since: plot.clock.now() - 2 * DAY });
    },
  },
  {
    code: finding.nothingDeployed.code,
    says: 'nothing was deployed through stage "Prod" yet',
    plant: ({ codePipeline, cloudWatch }, name) => {
      codePipeline.script.createPipeline({ name, stages: ['Source', 'Prod'] });
      cloudWatch.script.seedAlarm({ name });
    },
  },
  {
    code: finding.stageSkipped.code,
    says: 'the stage was skipped',
    plant: ({ codePipeline, cloudWatch, clock }, name) => {
      codePipeline.script.createPipeline({ name, stages: ['Source', 'Prod'] });
      codePipeline.script.addHistory(name, [
        { startTime: clock.now() - 3 * HOUR },
        { startTime: clock.now() - 2 * HOUR, results: { Prod: 'Skipped' } },
      ]);
      cloudWatch.script.seedAlarm({ name });
    },
  },
  {
    code: finding.noEligibleTarget.code,
    says: 'the pipeline was edited: it is at version 2',
    plant: (plot, name) => {
      plantHealthy(plot, name);
      plot.codePipeline.script.edit(name);
    },
  },
];
