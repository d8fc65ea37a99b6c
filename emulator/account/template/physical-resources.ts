import { createHash } from 'node:crypto';
import type { AccountIdentity } from '../account-identity.ts';

/** Where a stack is deployed, as far as the names of its resources depend on it. */
export interface StackScope {
  readonly identity: AccountIdentity;
  readonly stackName: string;
  /** Origin of queue URLs, e.g. `https://sqs.us-east-1.amazonaws.com`. The SDK sends SQS calls there. */
  readonly queueOrigin: string;
  /** What another stack exports under a name; nothing where absent. */
  readonly exported?: (name: string) => string | undefined;
  /** What the custom resources of the stack answered when they were made, by logical id. */
  readonly customResources?: ReadonlyMap<string, AnsweredResource>;
}

/** What `Ref` and `Fn::GetAtt` return of a custom resource. */
export interface AnsweredResource {
  readonly physicalId: string;
  readonly data: { readonly [attribute: string]: unknown };
}

/** A resource of which the physical name and some properties are known. */
export interface PhysicalResource extends StackScope {
  readonly logicalId: string;
  readonly name: string;
  /** A property as text, its intrinsics resolved; absent where the template gives none. */
  readonly property: (name: string) => string | undefined;
}

type Attribute = (resource: PhysicalResource) => string;

/** How resources of a type are named and referred to; from the CloudFormation resource reference. */
export interface ResourceKind {
  /** The property that sets the physical name. */
  readonly nameProperty?: string;
  /** Length to which generated names are cut. */
  readonly longestName: number;
  readonly arn?: Attribute;
  /** What `Ref` returns. */
  readonly ref: Attribute;
  /** What `Fn::GetAtt` returns. */
  readonly attributes: { readonly [name: string]: Attribute };
}

const name: Attribute = (resource) => resource.name;

const arn =
  (service: string, prefix: string): Attribute =>
  ({ identity, name }) =>
    `arn:aws:${service}:${identity.region}:${identity.accountId}:${prefix}${name}`;

const iamArn =
  (prefix: string): Attribute =>
  ({ identity, name, property }) =>
    `arn:aws:iam::${identity.accountId}:${prefix}${property('Path') ?? '/'}${name}`;

const generatedId: Attribute = ({ stackName, logicalId }) => digest(stackName, logicalId).slice(0, 21).toUpperCase();

const queueUrl: Attribute = ({ queueOrigin, identity, name }) => `${queueOrigin}/${identity.accountId}/${name}`;

const parameterArn: Attribute = ({ identity, name }) =>
  `arn:aws:ssm:${identity.region}:${identity.accountId}:parameter/${name.replace(/^\//, '')}`;

const functionArn: Attribute = ({ identity, property }) => {
  const functionName = property('FunctionName') ?? '';
  return functionName.startsWith('arn:')
    ? functionName
    : `arn:aws:lambda:${identity.region}:${identity.accountId}:function:${functionName}`;
};

const versionArn: Attribute = (resource) => `${functionArn(resource)}:1`;
const aliasArn: Attribute = (resource) => `${functionArn(resource)}:${resource.name}`;
const bucketName: Attribute = (resource) => resource.name.toLowerCase();

const propertyOf =
  (property: string): Attribute =>
  (resource) => {
    const value = resource.property(property);
    if (value === undefined) throw new Error(`Resources.${resource.logicalId} has no property ${property}`);
    return value;
  };

/** A rule of another bus than the default one has the name of that before its own. */
const ruleArn: Attribute = (resource) => {
  const bus = resource.property('EventBusName') ?? 'default';
  return arn('events', bus === 'default' ? 'rule/' : `rule/${bus}/`)(resource);
};

/** A type whose `Ref` is its name and whose attribute `Arn` is its ARN. */
function named(nameProperty: string, longestName: number, arn: Attribute): ResourceKind {
  return { nameProperty, longestName, arn, ref: name, attributes: { Arn: arn } };
}

const tableArn = arn('dynamodb', 'table/');
const table: ResourceKind = {
  ...named('TableName', 255, tableArn),
  attributes: { Arn: tableArn, StreamArn: (resource) => `${tableArn(resource)}/stream/2026-01-01T00:00:00.000` },
};
const topicArn = arn('sns', '');
const queueArn = arn('sqs', '');

const RESOURCE_KINDS: { readonly [type: string]: ResourceKind } = {
  'AWS::Lambda::Function': named('FunctionName', 64, arn('lambda', 'function:')),
  'AWS::Lambda::Version': {
    longestName: 64,
    arn: versionArn,
    ref: versionArn,
    attributes: { Version: () => '1', FunctionArn: versionArn },
  },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    longestName: 128,
    arn: aliasArn,
    ref: aliasArn,
    attributes: { AliasArn: aliasArn },
  },
  'AWS::Lambda::EventSourceMapping': { longestName: 64, ref: generatedId, attributes: { Id: generatedId } },
  'AWS::IAM::Role': {
    ...named('RoleName', 64, iamArn('role')),
    attributes: { Arn: iamArn('role'), RoleId: (resource) => `AROA${generatedId(resource).slice(0, 17)}` },
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    longestName: 128,
    arn: iamArn('policy'),
    ref: iamArn('policy'),
    attributes: { PolicyArn: iamArn('policy') },
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName', longestName: 128, ref: name, attributes: {} },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    longestName: 80,
    arn: queueArn,
    ref: queueUrl,
    attributes: { Arn: queueArn, QueueName: name, QueueUrl: queueUrl },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    longestName: 256,
    arn: topicArn,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    longestName: 1011,
    arn: parameterArn,
    ref: name,
    attributes: { Type: propertyOf('Type'), Value: propertyOf('Value') },
  },
  'AWS::Events::EventBus': named('Name', 256, arn('events', 'event-bus/')),
  'AWS::Events::Rule': named('Name', 64, ruleArn),
  'AWS::Logs::LogGroup': named('LogGroupName', 512, (resource) => `${arn('logs', 'log-group:')(resource)}:*`),
  'AWS::CloudWatch::Alarm': named('AlarmName', 255, arn('cloudwatch', 'alarm:')),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 255, arn('cloudwatch', 'alarm:')),
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', longestName: 255, ref: name, attributes: {} },
  'AWS::CodePipeline::Pipeline': {
    nameProperty: 'Name',
    longestName: 100,
    ref: name,
    attributes: { Version: () => '1' },
  },
  'AWS::KMS::Key': { longestName: 64, ref: name, attributes: { Arn: arn('kms', 'key/'), KeyId: name } },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    longestName: 63,
    ref: bucketName,
    attributes: { Arn: (resource) => `arn:aws:s3:::${bucketName(resource)}` },
  },
};

/** Absent for a type that the local account does not know. */
export function resourceKind(type: string): ResourceKind | undefined {
  return RESOURCE_KINDS[type];
}

/** A name as CloudFormation makes it, `<stack>-<logical id>-<12 characters>`, but the same for every deployment. */
export function generatedName(stackName: string, logicalId: string, longest: number): string {
  const room = longest - 14;
  const stackPart = stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
  const logicalPart = logicalId.slice(0, room - stackPart.length);
  return `${stackPart}-${logicalPart}-${digest(stackName, logicalId).slice(0, 12).toUpperCase()}`;
}

function digest(stackName: string, logicalId: string): string {
  const hash = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${hash}`).toString(36);
}
