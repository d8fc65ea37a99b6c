import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, type AwsSdkCall, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { Command } from '../../lambda/intake/command.ts';
import { acknowledgeProvider } from '../controller/acknowledged-findings.ts';
import type { GuardedStage } from '../guards/guarded-stage.ts';

/** Where the Lambda console keeps the shareable test events of all functions (L:testing-functions). */
const REGISTRY = 'lambda-testevent-schemas';

export interface TestEventsProps {
  readonly function: lambda.IFunction;
  /** Which the events are about. */
  readonly stage: GuardedStage;
  /** Of the log group. */
  readonly encryptionKey: kms.IKey | undefined;
}

/**
 * Saved test events in the Test tab of the function: one for each common command, about one stage.
 *
 * The registry is the account's and may be there already, the schema too if somebody saved an event: a resource of
 * CloudFormation would fail on either. So both are made by API calls at deployment, whose errors are no errors: a
 * convenience must not keep a rollback controller from being deployed (docs/adr/0009).
 */
export class TestEvents extends Construct {
  constructor(scope: Construct, id: string, { function: target, stage, encryptionKey }: TestEventsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const schemaName = `_${target.functionName}-schema`;
    const schema = { RegistryName: REGISTRY, SchemaName: schemaName };
    // One policy, written before the function that uses it is made: what IAM does not know yet would be refused.
    const role = new iam.Role(this, 'Role', {
      description: 'Saves the test events of the rollback controller at deployment.',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    const arn = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'schemas', resource, resourceName });
    const allow = (resourceArn: string, ...actions: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resourceArn] }));
    allow(logGroup.logGroupArn, 'logs:CreateLogStream', 'logs:PutLogEvents');
    allow(arn('registry', REGISTRY), 'schemas:CreateRegistry');
    allow(
      arn('schema', `${REGISTRY}/${schemaName}`),
      'schemas:CreateSchema',
      'schemas:UpdateSchema',
      'schemas:DeleteSchema',
    );
    const provider = { role, logGroup, installLatestAwsSdk: false };
    const registry = new AwsCustomResource(this, 'Registry', {
      ...provider,
      onCreate: call('createRegistry', REGISTRY, { RegistryName: REGISTRY }),
    });
    const content = { Content: stack.toJsonString(openApiOf(eventsOf(stage))), Type: 'OpenApi3' };
    const events = new AwsCustomResource(this, 'Schema', {
      ...provider,
      onCreate: call('createSchema', schemaName, { ...schema, ...content }),
      onUpdate: call('updateSchema', schemaName, { ...schema, ...content }),
      onDelete: call('deleteSchema', undefined, schema),
    });
    events.node.addDependency(registry);
    acknowledgeProvider(this);
  }
}

/** The events by the name under which the console lists them. */
export function eventsOf({
  pipelineName: pipeline,
  stageName: stage,
}: Pick<GuardedStage, 'pipelineName' | 'stageName'>) {
  const by = 'your name';
  const events: { readonly [name: string]: z.input<typeof Command> } = {
    plan: { action: 'plan', pipeline, stage },
    rollback: { action: 'rollback', pipeline, stage, by, reason: 'why' },
    release: { action: 'release', pipeline, stage, by, reason: 'why' },
    pause: { action: 'pause', pipeline, stage, by, reason: 'why' },
    resume: { action: 'resume', pipeline, stage, by },
    'pause-everything': { action: 'pause', by, reason: 'why' },
    'resume-everything': { action: 'resume', by },
    status: { action: 'status', pipeline, stage },
    'status-of-everything': { action: 'status' },
    history: { action: 'history', pipeline, stage },
    check: { action: 'check', pipeline, stage },
    'check-everything': { action: 'check' },
    abort: { action: 'abort', pipeline, stage, by, reason: 'why' },
  };
  return events;
}

/** The form in which the console finds the events: the examples of an OpenAPI document. */
function openApiOf(events: ReturnType<typeof eventsOf>) {
  return {
    openapi: '3.0.0',
    info: { version: '1.0.0', title: 'Event' },
    paths: {},
    components: {
      schemas: {
        Event: {
          type: 'object',
          required: ['action'],
          properties: { action: { type: 'string' }, pipeline: { type: 'string' }, stage: { type: 'string' } },
        },
      },
      examples: Object.fromEntries(Object.entries(events).map(([name, value]) => [name, { value }])),
    },
  };
}

function call(
  action: string,
  physicalId: string | undefined,
  parameters: { readonly [name: string]: string },
): AwsSdkCall {
  return {
    service: 'schemas',
    action,
    parameters,
    ignoreErrorCodesMatching: '.*',
    outputPaths: [],
    ...(physicalId !== undefined && { physicalResourceId: PhysicalResourceId.of(physicalId) }),
  };
}
