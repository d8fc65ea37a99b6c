import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { AccountIdentity } from '../account-identity.ts';
import { type AssetSource, Assets } from './assets.ts';
import { isAbout, readCustomResources } from './custom-resources.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { readEventSourceMappings, readFunctions } from './functions.ts';
import { Intrinsics } from './intrinsics.ts';
import type { AnsweredResource, StackScope } from './physical-resources.ts';
import { readBuses, readRules } from './rules.ts';
import { StackResources } from './stack-resources.ts';
import { readParameters, readQueues, readTables, readTopics } from './stores.ts';
import { readJsonFile, Template } from './template.ts';

export interface AssemblyOptions {
  /**
   * Origin of the queues' URLs, by default `https://sqs.<region>.amazonaws.com`. Give the front door's: the SDK sends
   * SQS calls to the origin of the queue URL, not to `AWS_ENDPOINT_URL`.
   */
  readonly queueOrigin?: string;
}

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            directoryName: z.string().optional(),
          })
          .default({}),
      }),
    )
    .default({}),
});

/**
 * Reads a synthesized cloud assembly (`cdk.out`) as if it had been deployed to this account and region: all of its
 * stacks, those of nested stages too. Stacks must not depend on each other by exports: hand such a template to CreateStack.
 */
export function loadAssembly(
  directory: string,
  identity: AccountIdentity,
  options: AssemblyOptions = {},
): DeployedStack[] {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) throw new Error(`${directory} is no cloud assembly: run "cdk synth" first`);
  const { artifacts } = readJsonFile(manifestFile, Manifest, 'the manifest of a cloud assembly');
  const queueOrigin = options.queueOrigin ?? `https://sqs.${identity.region}.amazonaws.com`;

  return Object.entries(artifacts).flatMap(([id, { type, properties }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      return loadAssembly(join(directory, properties.directoryName), identity, options);
    }
    if (type !== 'aws:cloudformation:stack' || properties.templateFile === undefined) return [];
    const scope = { identity, stackName: properties.stackName ?? id, queueOrigin };
    const template = readJsonFile(join(directory, properties.templateFile), Template, 'a CloudFormation template');
    return [readStack(template, scope, new Assets(directory))];
  });
}

/** What the template creates of the kinds that the account has from its start. */
export function readStack(
  template: Template,
  scope: Omit<StackScope, 'customResources'>,
  assets: AssetSource,
): DeployedStack {
  const answers = new Map<string, AnsweredResource>();
  const intrinsics = new Intrinsics(template, { ...scope, customResources: answers });
  const resources = new StackResources(template, intrinsics);
  const functions = readFunctions(resources, assets);
  const customResources = readCustomResources(template, intrinsics);
  /** What is about a custom resource that is not made yet has no value. */
  const knownOutputs = () => {
    const missing = customResources.filter(({ logicalId }) => !answers.has(logicalId));
    return readOutputs(template, intrinsics).filter(
      ({ written }) => !missing.some(({ logicalId }) => isAbout(written, logicalId)),
    );
  };
  const stack: DeployedStack = {
    stackName: scope.stackName,
    stackId: String(intrinsics.resolve({ Ref: 'AWS::StackId' }, [])),
    customResources,
    answers,
    functions,
    eventSourceMappings: readEventSourceMappings(resources, functions),
    buses: readBuses(resources),
    rules: readRules(resources),
    queues: readQueues(resources),
    tables: readTables(resources),
    parameters: readParameters(resources),
    topics: readTopics(resources),
    get outputs() {
      return Object.fromEntries(knownOutputs().map(({ key, value }) => [key, value()]));
    },
    get exports() {
      return Object.fromEntries(
        knownOutputs().flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value()]])),
      );
    },
  };
  // What cannot be read is to be known at once, where nothing is missing yet.
  if (stack.customResources.length === 0) void stack.outputs;
  return stack;
}

function readOutputs(template: Template, intrinsics: Intrinsics) {
  const outputs = Object.entries(template.Outputs).filter(([key, { Condition }]) =>
    intrinsics.holds(Condition, ['Outputs', key]),
  );
  return outputs.map(([key, { Value, Export }]) => ({
    key,
    written: Value,
    exportName: Export && String(intrinsics.resolve(Export.Name, ['Outputs', key, 'Export', 'Name'])),
    value: () => String(intrinsics.resolve(Value, ['Outputs', key, 'Value'])),
  }));
}
