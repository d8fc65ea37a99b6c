import type { ActionRun } from '../aws/action-lists.ts';
import { DEPLOY } from '../day.ts';
import type { Probe } from '../probing.ts';
import type { LabReleases } from './lab.ts';

/** Reads what the other probes left behind; changes nothing. */
export const lists: Probe<LabReleases> = {
  name: 'what lists hold',
  about: [
    'executionOrder',
    'standardTypeShown',
    'unknownStageInFilter',
    'actionsByBothFilters',
    'latestActions',
    'updateOfUnknownPipeline',
  ],
  run: async ({ sandbox, findings }, { newer }) => {
    const { actions, pipelines, day } = sandbox;
    const listed = await pipelines.executions(day.lab);
    const falls = listed.every(
      ({ startTime }, index) => startTime <= (listed[index - 1]?.startTime ?? Number.POSITIVE_INFINITY),
    );
    findings.saw('executionOrder', falls ? 'newestFirst' : 'shuffled');
    const standard = listed.find(({ id }) => id === newer);
    const occupant = (await pipelines.stages(day.shop))[0]?.occupant;
    findings.saw('standardTypeShown', standard?.type !== undefined && occupant?.type !== undefined);
    const unknown = await pipelines.list(day.lab, 'NoSuchStage');
    const some = unknown.ok && unknown.value.length > 0;
    findings.saw('unknownStageInFilter', unknown.ok ? (some ? 'executions' : 'empty') : unknown.error);
    findings.saw('actionsByBothFilters', await actions.byBothFilters(day.lab, newer));
    // One of its approvals was rejected first.
    const latest = await actions.latest(day.lab, newer);
    if (!latest.ok) findings.saw('latestActions', latest.error);
    else findings.saw('latestActions', hasOneRunOfEach(latest.value) ? 'newestRunOfEach' : 'allRuns');
    findings.saw('updateOfUnknownPipeline', await pipelines.edit(day.lab, `${day.name}-none`));
  },
};

function hasOneRunOfEach(runs: readonly ActionRun[]): boolean {
  return new Set(runs.map(({ stage, action }) => `${stage}/${action}`)).size === runs.length;
}

/** Stages of executions that were released once, in pipelines that cannot roll back. */
export const otherModes: Probe<LabReleases> = {
  name: 'pipelines that cannot roll back',
  about: ['rollbackErrors.v1Pipeline', 'rollbackErrors.parallelMode', 'parallelPipelineState', 'v1Variables'],
  run: async ({ sandbox, watching, findings }) => {
    const { pipelines, day } = sandbox;
    for (const [pipeline, id] of [
      [day.v1, 'rollbackErrors.v1Pipeline'],
      [day.parallel, 'rollbackErrors.parallelMode'],
    ] as const) {
      const released = await watching.release(pipeline);
      if (pipeline === day.v1) {
        findings.saw('v1Variables', (await pipelines.showsVariables(pipeline, released)) ? 'shown' : 'absent');
      }
      const answer = await watching.rollBack({ pipeline, stage: DEPLOY }, released);
      findings.saw(id, answer.ok ? 'accepted' : answer.error);
      if (answer.ok) await watching.runThrough(pipeline, answer.value);
    }
    const stages = await pipelines.stages(day.parallel);
    const shown = stages.some(({ occupant }) => occupant !== undefined) ? 'executions' : 'emptyStages';
    findings.saw('parallelPipelineState', stages.length === 0 ? 'noStages' : shown);
  },
};
