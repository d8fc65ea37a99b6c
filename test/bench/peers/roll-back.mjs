import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const codePipeline = new CodePipelineClient({});
const sns = new SNSClient({});

/** Whether the event says that an alarm went off. */
export function isAlarm(event) {
  return event['detail-type'] === 'CloudWatch Alarm State Change' && event.detail.state.value === 'ALARM';
}

/** By the alarm's name, which tells it by convention. */
export function guarded({ detail }) {
  return { pipeline: detail.alarmName.replace(/-5xx$/, ''), stage: 'Prod' };
}

/** What hand-written rollback functions do: one call after the other, back to the newest execution that is `Succeeded`. */
export async function rollBack(event) {
  const { pipeline: pipelineName, stage: stageName } = guarded(event);
  const state = await codePipeline.send(new GetPipelineStateCommand({ name: pipelineName }));
  const current = state.stageStates.find((stage) => stage.stageName === stageName)?.latestExecution.pipelineExecutionId;
  const { pipelineExecutionSummaries } = await codePipeline.send(new ListPipelineExecutionsCommand({ pipelineName }));
  const target = pipelineExecutionSummaries.find(
    (execution) => execution.status === 'Succeeded' && execution.pipelineExecutionId !== current,
  );
  if (target === undefined) return { outcome: 'no target' };
  const { pipelineExecutionId } = await codePipeline.send(
    new RollbackStageCommand({
      pipelineName,
      stageName,
      targetPipelineExecutionId: target.pipelineExecutionId,
    }),
  );
  const message = `Rolled ${pipelineName}/${stageName} back to ${target.pipelineExecutionId}: ${event.detail.alarmName}`;
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: message }));
  return { outcome: 'rolled back', pipelineExecutionId };
}
