import { CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Command } from '../../lambda/intake/command.ts';
import { eventsOf } from '../../lib/monitoring/test-events.ts';
import { controllerStack, resolved, resources } from './synthesized.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

const Call = z.object({
  action: z.string(),
  parameters: z.record(z.string(), z.string()),
  ignoreErrorCodesMatching: z.string(),
});
const OpenApi = z.object({
  openapi: z.literal('3.0.0'),
  components: z.object({ examples: z.record(z.string(), z.object({ value: z.unknown() })) }),
});

/** The calls of the custom resources, in the order of the template. */
function callsOf(template: Template) {
  return resources(template, 'Custom::AWS').map(({ properties: { Create, Update, Delete } }) => ({
    create: Call.parse(JSON.parse(resolved(Create))),
    ...(Update && { update: Call.parse(JSON.parse(resolved(Update))) }),
    ...(Delete && { delete: Call.parse(JSON.parse(resolved(Delete))) }),
  }));
}

function examplesOf(template: Template) {
  const schema = callsOf(template).find(({ create }) => create.action === 'createSchema');
  const { components } = OpenApi.parse(JSON.parse(schema?.create.parameters.Content ?? ''));
  return Object.entries(components.examples).map(([name, { value }]) => [name, value]);
}

describe('the saved test events', () => {
  it('are one for each common command, about the first guard, and each is a command that the function understands', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    controller.guard({ pipeline: 'billing', stage: 'Prod', alarms: ['billing'] });
    const examples = examplesOf(Template.fromStack(stack));
    expect(examples).toEqual(Object.entries(eventsOf({ pipelineName: 'shop', stageName: 'Prod' })));
    for (const [name, event] of examples) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,25}$/);
      expect(Command.safeParse(event).error).toBeUndefined();
    }
  });

  it('are where the console of Lambda looks for them', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    const template = Template.fromStack(stack);
    const [controllerFunction] = resources(template, 'AWS::Lambda::Function');
    const schema = { RegistryName: 'lambda-testevent-schemas', SchemaName: `_{${controllerFunction?.id}}-schema` };
    expect(callsOf(template)).toMatchObject([
      { create: { action: 'createRegistry', parameters: { RegistryName: 'lambda-testevent-schemas' } } },
      {
        create: { action: 'createSchema', parameters: { ...schema, Type: 'OpenApi3' } },
        update: { action: 'updateSchema', parameters: schema },
        delete: { action: 'deleteSchema', parameters: schema },
      },
    ]);
  });

  it('can fail no deployment, whatever is there already or missing', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    const calls = callsOf(Template.fromStack(stack)).flatMap(({ create, update, delete: gone }) =>
      [create, update, gone].filter((call) => call !== undefined),
    );
    expect(calls).toHaveLength(4);
    for (const { ignoreErrorCodesMatching } of calls) {
      for (const error of ['ConflictException', 'NotFoundException', 'ENOTFOUND']) {
        expect(error).toMatch(new RegExp(ignoreErrorCodesMatching));
      }
    }
  });

  it('take names that are not known at synth', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    const pipeline = new CfnParameter(stack, 'PipelineName').valueAsString;
    controller.guard({ pipeline, stage: 'Prod', alarms: ['shop-5xx'] });
    expect(examplesOf(Template.fromStack(stack))).toContainEqual([
      'plan',
      { action: 'plan', pipeline: '{PipelineName}', stage: 'Prod' },
    ]);
  });

  it('are saved with no more than the permissions for them', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    const template = Template.fromStack(stack);
    const [policy] = resources(template, 'AWS::IAM::Policy').filter(({ id }) => id.includes('TestEvents'));
    const statements = policy?.properties.PolicyDocument.Statement.map(
      ({ Action, Resource }: { Action: unknown; Resource: unknown }) => [Action, resolved(Resource)],
    );
    const [controllerFunction] = resources(template, 'AWS::Lambda::Function');
    const schemas = 'arn:aws:schemas:eu-west-1:111122223333';
    expect(statements.slice(1)).toEqual([
      ['schemas:CreateRegistry', `${schemas}:registry/lambda-testevent-schemas`],
      [
        ['schemas:CreateSchema', 'schemas:DeleteSchema', 'schemas:UpdateSchema'],
        `${schemas}:schema/lambda-testevent-schemas/_{${controllerFunction?.id}}-schema`,
      ],
    ]);
  });

  it('can be left out, and the function is then the only one', () => {
    const { stack, controller } = controllerStack({ testEvents: false });
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::AWS', 0);
    template.resourceCountIs('AWS::Lambda::Function', 1);
  });
});
