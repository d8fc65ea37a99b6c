import { CloudWatchClient, CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';
import type { CloudWatch } from '../../../emulator/services/cloudwatch/cloudwatch.ts';
import { sendInProcess } from './in-process-client.ts';
import { CONTROLLER_ARN } from './model-pipelines.ts';

/** The CloudWatch model as the SDK's client: `cloudWatchAlarms(client)` is then the Alarms port on the model. */
export function modelAlarmsClient({ service }: CloudWatch): CloudWatchClient {
  const options = {
    service,
    caller: { arn: CONTROLLER_ARN },
    timestamps: new Set(service.timestampMembers),
    toSdkError: ({ name, message }: Error, $metadata: { readonly httpStatusCode: number }) =>
      new CloudWatchServiceException({ name, message, $fault: 'client', $metadata }),
  };
  const client: CloudWatchClient = Object.create(CloudWatchClient.prototype);
  return Object.assign(client, { send: (command: { input: object }) => sendInProcess(options, command) });
}
