import { executionId } from '../builders/executions.ts';
import type { Json } from './alarm-state-change.ts';

/** `CodePipeline Stage Execution State Change` as EventBridge delivers it; numbers come as floats. */
export function stageStateChange(detail: Json = {}, envelope: Json = {}): Json {
  return {
    version: '0',
    id: '38656bcd-a798-5f92-c738-02a71be484e1',
    'detail-type': 'CodePipeline Stage Execution State Change',
    source: 'aws.codepipeline',
    account: '123456789012',
    time: '2026-01-10T10:10:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:codepipeline:eu-west-1:123456789012:shop'],
    detail: {
      pipeline: 'shop',
      'execution-id': executionId('b'),
      stage: 'Prod',
      state: 'SUCCEEDED',
      version: 32.0,
      'pipeline-execution-attempt': 1.0,
      ...detail,
    },
    ...envelope,
  };
}

/** `trigger`: what else is known of the push that began it, its author say. */
export function pipelineStateChange(trigger: Json = {}): Json {
  return stageStateChange(
    { 'execution-trigger': { 'provider-type': 'GitLab', 'tag-name': 'v4.2.1', ...trigger } },
    { 'detail-type': 'CodePipeline Pipeline Execution State Change' },
  );
}

/** The form of a notification rule, which an EventBridge rule never receives. */
export function processedStageEvent(): Json {
  const { 'detail-type': detailType, id: _, version: __, ...event } = stageStateChange();
  return { ...event, detailType, additionalAttributes: {} };
}
