import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import type { InvocationRecord } from '../../emulator/services/lambda/invocation.ts';

/**
 * Public list prices of us-east-1 in US dollars, without free tiers. Written down from memory on 2026-11-23, not looked up:
 * check them before you rely on a figure.
 */
export const PRICES = {
  lambdaRequest: 0.2e-6,
  lambdaGigabyteSecondArm: 0.0000133334,
  dynamoWriteUnit: 0.625e-6,
  dynamoReadUnit: 0.125e-6,
  sqsRequest: 0.4e-6,
  snsPublish: 0.5e-6,
  cloudWatchRequest: 0.01e-3,
  logsGigabyte: 0.5,
  customMetricHour: 0.3 / 730,
} as const;

/** What cannot be counted here, as inputs of the formula. */
export const ASSUMPTIONS = {
  /** Seconds that a round trip to AWS takes inside the region. */
  roundTripSeconds: 0.02,
  /** Write units of a write: a stage record with an open incident has 1 to 2 KB. */
  writeUnits: 2,
  /** Read units of a consistent read up to 4 KB. */
  readUnits: 1,
  /** Lambda's pollers of an idle queue: five, each asking every 20 s. */
  idlePollsPerMonth: (5 * 730 * 3_600) / 20,
} as const;

export interface Usage {
  readonly calls: readonly LoggedCall[];
  readonly invocations: readonly InvocationRecord[];
  readonly memoryMegabytes: number;
}

/** Dollars of a usage, by what is paid for. CodePipeline's API, standard parameters and AWS's own events cost nothing. */
export function cost({ calls, invocations, memoryMegabytes }: Usage): Readonly<Record<string, number>> {
  const count = (service: string, ...operations: readonly string[]) =>
    calls.filter((call) => call.service === service && (operations.length === 0 || operations.includes(call.operation)))
      .length;
  const seconds = calls.length * ASSUMPTIONS.roundTripSeconds;
  const logged = invocations.flatMap(({ logLines }) => logLines);
  const bytes = logged.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const metrics = logged.filter((line) => line.includes('"_aws"')).length;
  return {
    Lambda:
      invocations.length * PRICES.lambdaRequest + seconds * (memoryMegabytes / 1024) * PRICES.lambdaGigabyteSecondArm,
    DynamoDB:
      count('dynamodb', 'UpdateItem', 'PutItem') * ASSUMPTIONS.writeUnits * PRICES.dynamoWriteUnit +
      count('dynamodb', 'GetItem', 'Query') * ASSUMPTIONS.readUnits * PRICES.dynamoReadUnit,
    'SQS, SNS': count('sqs') * PRICES.sqsRequest + count('sns') * PRICES.snsPublish,
    'CloudWatch API': count('monitoring') * PRICES.cloudWatchRequest,
    'logs, metrics': (bytes / 1e9) * PRICES.logsGigabyte + metrics * PRICES.customMetricHour,
  };
}
