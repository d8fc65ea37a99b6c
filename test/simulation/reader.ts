import { type CloudWatchClient, CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';
import type { CloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { modelAlarmsClient } from '../support/ports/model-alarms.ts';

/** The reader role of a spoke. */
export class Reader {
  isDenied = false;

  /** CloudWatch as the reader sees it: while the role is denied, not at all. */
  clientOf(cloudWatch: CloudWatch): CloudWatchClient {
    const client = modelAlarmsClient(cloudWatch);
    if (!this.isDenied) return client;
    const send = async () => {
      const $metadata = { httpStatusCode: 403 };
      throw new CloudWatchServiceException({ name: 'AccessDeniedException', $fault: 'client', $metadata });
    };
    return Object.assign(client, { send });
  }
}
