import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, inject } from 'vitest';
import * as z from 'zod';
import { addRollbackController } from '../../lib/app/rollback-controller-app.ts';
import { RollbackController } from '../../lib/rollback-controller.ts';
import type { RollbackControllerProps } from '../../lib/rollback-controller-props.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** An app with the context of `cdk.json`. */
export function app({ context = {} }: { context?: Record<string, unknown> } = {}): App {
  const cdkJson = CdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  return bareApp({ ...cdkJson.context, ...context });
}

/** An app with this context only. What it writes is gone when the tests are over. */
export function bareApp(context: Record<string, unknown> = {}): App {
  return new App({ stackTraces: false, context, outdir: mkdtempSync(join(inject('assemblies'), 'app-')) });
}

/** A stack with a controller, as a CDK user would write it. */
export function controllerStack(
  props?: RollbackControllerProps,
  env: Environment = {},
): { app: App; stack: Stack; controller: RollbackController } {
  const root = app();
  const stack = new Stack(root, 'Shop', { env });
  return { app: root, stack, controller: new RollbackController(stack, 'RollbackController', props) };
}

/** Resources of a template by type. */
export function resources(template: Template, type: string) {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource.Properties,
  }));
}

/** The text that CloudFormation would make of an `Fn::Join` or pseudo parameter, in account 111122223333 of eu-west-1. */
export function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref: ref } = z.object({ Ref: z.string() }).safeParse(value).data ?? {};
  if (ref) return PSEUDO_PARAMETERS[ref] ?? `{${ref}}`;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value).data?.[
    'Fn::Join'
  ];
  const attribute = z.object({ 'Fn::GetAtt': z.array(z.string()) }).safeParse(value).data?.['Fn::GetAtt'];
  if (attribute) return `{${attribute.join('.')}}`;
  if (join) return join[1].map(resolved).join(join[0]);
  return JSON.stringify(value);
}

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/** Synthesizes as `cdk synth -c guards=guards.example.json` does; a finding of cdk-nag would throw here. */
export function example(): Template {
  const root = app({ context: { guards: 'guards.example.json' } });
  const stack = addRollbackController(root, {});
  root.synth();
  return Template.fromStack(stack);
}

/** The event rules, with their one target. */
export function rules(template: Template) {
  return resources(template, 'AWS::Events::Rule').map(({ properties }) => {
    expect(properties.Targets).toHaveLength(1);
    return { name: String(properties.Name), pattern: properties.EventPattern, target: properties.Targets[0] };
  });
}

/** Every action allowed to the function, with its resource. */
export function allowed(template: Template): { action: string; resource: string }[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    resources(template, type).flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.flatMap(
        ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
          [Action].flat().flatMap((action) => [Resource].flat().map((r) => ({ action, resource: resolved(r) }))),
      ),
    ),
  );
}
