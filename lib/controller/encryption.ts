import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How a queue is encrypted: with the key, or with one that SQS owns. */
export function queueEncryption(key: kms.IKey | undefined): Pick<sqs.QueueProps, 'encryption' | 'encryptionMasterKey'> {
  if (key === undefined) return { encryption: sqs.QueueEncryption.SQS_MANAGED };
  return { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key };
}

/**
 * Lets those use the key who write what is encrypted with it: the function, EventBridge its dead letters, CloudWatch what alarms tell
 * the topic, and CloudWatch Logs (KMS: each of them needs `GenerateDataKey` and `Decrypt`). The policy of an imported key stays as it
 * is: its owner has to allow the services.
 */
export function letControllerUse(key: kms.IKey, scope: Construct, role: iam.IRole): void {
  key.grantEncryptDecrypt(role);
  const allow = (sid: string, service: string, conditions?: Record<string, Record<string, string>>) =>
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        principals: [new iam.ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey'],
        resources: ['*'],
        ...(conditions && { conditions }),
      }),
    );
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allow('DeadLettersOfRules', 'events.amazonaws.com');
  allow('AlarmsThatTellTheTopic', 'cloudwatch.amazonaws.com');
  allow('LogGroups', `logs.${stack.region}.amazonaws.com`, {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups },
  });
}
