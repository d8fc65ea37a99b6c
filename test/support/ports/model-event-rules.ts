import { type EventBridgeClient, EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import type { EventBus } from '../../../emulator/services/events/event-bus.ts';
import { sendInProcess } from './in-process-client.ts';
import { CONTROLLER_ARN } from './model-pipelines.ts';

/** The event bus model as the SDK's client: `eventBridgeRules(client, ...)` is then the EventRules port on the model. */
export function modelEventRulesClient({ service }: EventBus): EventBridgeClient {
  const options = {
    service,
    caller: { arn: CONTROLLER_ARN },
    timestamps: new Set<string>(),
    toSdkError: ({ name, message }: Error, $metadata: { readonly httpStatusCode: number }) =>
      new EventBridgeServiceException({ name, message, $fault: 'client', $metadata }),
  };
  const client = { send: (command: { input: object }) => sendInProcess(options, command) };
  return client as unknown as EventBridgeClient;
}
