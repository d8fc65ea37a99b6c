import { type CodePipelineClient, GetPipelineStateCommand, paginateListPipelines } from '@aws-sdk/client-codepipeline';
import { freezeIncident } from '../../../lambda/decision/freeze.ts';
import type { FrozenStage } from '../open-ends.ts';

/**
 * The stages of every pipeline of the region that a controller has frozen, by the reason that it gave (API:GetPipelineState): also those that
 * nobody guards any more, or whose controller is gone.
 */
export async function frozenStages(client: CodePipelineClient): Promise<readonly FrozenStage[]> {
  const frozen: FrozenStage[] = [];
  for await (const { pipelines = [] } of paginateListPipelines({ client }, {})) {
    for (const { name: pipeline = '' } of pipelines) {
      const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: pipeline }));
      for (const { stageName: stage = '', inboundTransitionState: inbound } of stageStates) {
        const incident = inbound?.enabled === false ? freezeIncident(inbound.disabledReason ?? '') : '';
        if (incident !== '') frozen.push({ pipeline, stage, incident });
      }
    }
  }
  return frozen;
}
