import {
  type CodePipelineClient,
  CodePipelineServiceException,
  PipelineExecutionNotFoundException,
  PipelineNotFoundException,
} from '@aws-sdk/client-codepipeline';
import type { CodePipeline } from '../../../emulator/services/codepipeline/codepipeline.ts';
import { sendInProcess, type ToSdkError } from './in-process-client.ts';

const TIMESTAMPS = new Set([
  'startTime',
  'lastUpdateTime',
  'lastStatusChange',
  'lastChangedAt',
  'created',
  'updated',
  'approvedAt',
]);

/** The session of the function's role, as CodePipeline sees it. */
export const CONTROLLER_ARN = 'arn:aws:sts::123456789012:assumed-role/controller/controller';

/** The CodePipeline model as the SDK's client: `codePipelines(client, client)` is then the Pipelines port on the model. */
export function modelPipelinesClient(service: CodePipeline): CodePipelineClient {
  const options = { service, caller: { arn: CONTROLLER_ARN }, timestamps: TIMESTAMPS, toSdkError };
  const client = { send: (command: { input: object }) => sendInProcess(options, command) };
  return client as unknown as CodePipelineClient;
}

const toSdkError: ToSdkError = ({ name, message }, $metadata) => {
  switch (name) {
    case 'PipelineNotFoundException':
      return new PipelineNotFoundException({ message, $metadata });
    case 'PipelineExecutionNotFoundException':
      return new PipelineExecutionNotFoundException({ message, $metadata });
    default:
      return new CodePipelineServiceException({ name, message, $fault: 'client', $metadata });
  }
};
