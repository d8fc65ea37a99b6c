import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Intrinsics } from '../../emulator/account/template/intrinsics.ts';
import { OneOrMore } from '../../emulator/account/template/role-policies.ts';
import { readJsonFile, Template } from '../../emulator/account/template/template.ts';
import { hasResources, objections } from '../support/service-reference.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
const Document = z.object({ Statement: z.array(Statement) });
/** A table holds its policy as one more layer. */
const Policy = z.union([Document, z.object({ PolicyDocument: Document }).transform((layer) => layer.PolicyDocument)]);

/** The properties that hold policies, by type of resource. */
const POLICIES: { readonly [type: string]: readonly string[] } = {
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::DynamoDB::Table': ['ResourcePolicy'],
};

/** CodePipeline's user guide has transitions on the pipeline, the reference on the stage: both are granted (lib/guards/stage-actions.ts). */
function isInTheUserGuide({ action, resource }: { action: string; resource: string }): boolean {
  return /^codepipeline:(Disable|Enable)StageTransition$/.test(action) && !resource.includes('/');
}

describe('The policies of the template, by the Service Authorization Reference of AWS', () => {
  let statements: z.infer<typeof Statement>[];

  beforeAll(async () => {
    const file = join(await sharedAssembly(), 'RollbackController.template.json');
    const template = readJsonFile(file, Template, 'a template');
    const identity = { accountId: '111122223333', region: 'eu-west-1' };
    const intrinsics = new Intrinsics(template, {
      identity,
      stackName: 'RollbackController',
      queueOrigin: 'https://sqs.eu-west-1.amazonaws.com',
    });
    statements = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      (POLICIES[Type] ?? []).flatMap((property) => {
        const path = ['Resources', id, 'Properties', property];
        return Policy.parse(intrinsics.resolve(Properties[property], path)).Statement;
      }),
    );
  });

  it('name actions that exist, on resources and with condition keys that these have', async () => {
    const uses = statements.flatMap(({ Action, Resource = ['*'], Condition }) =>
      Action.filter((action) => !action.includes('*')).flatMap((action) =>
        Resource.map((resource) => ({
          action,
          resource,
          conditionKeys: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
        })),
      ),
    );
    expect(uses.length).toBeGreaterThan(50);
    const objectionable = await Promise.all(uses.map(async (use) => ({ use, said: await objections(use) })));
    const refused = objectionable.filter(({ use, said }) => said.length > 0 && !isInTheUserGuide(use));
    expect(refused.map(({ said }) => said)).toEqual([]);
  });

  it('have wildcards for actions only where they deny', () => {
    const wild = statements.filter(({ Action }) => Action.some((action) => action.includes('*')));
    expect(new Set(wild.map(({ Effect }) => Effect))).toEqual(new Set(['Deny']));
  });

  it('allow on every resource only what has none, and the reading of alarms, which leaves out composite ones otherwise', async () => {
    const onEverything = statements
      .filter(({ Effect, Resource }) => Effect === 'Allow' && Resource?.includes('*'))
      .flatMap(({ Action }) => Action);
    const narrowable = await Promise.all(
      onEverything.map(async (action) => ((await hasResources(action)) ? action : [])),
    );
    expect(narrowable.flat().sort()).toEqual(['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms']);
  });
});

describe('The reference', () => {
  it.each([
    [{ action: 'codepipeline:RollBackStages', resource: '*' }, 'there is no codepipeline:RollBackStages'],
    [
      { action: 'codepipeline:RollbackStage', resource: 'arn:aws:codepipeline:eu-west-1:111122223333:shop' },
      'codepipeline:RollbackStage is not about arn:aws:codepipeline:eu-west-1:111122223333:shop',
    ],
    [
      { action: 'events:ListRules', resource: 'arn:aws:events:eu-west-1:111122223333:rule/x' },
      'events:ListRules is not about',
    ],
    [
      { action: 'sqs:SendMessage', resource: '*', conditionKeys: ['sqs:Colour'] },
      'sqs:SendMessage has no condition key sqs:Colour',
    ],
  ])('objects to %j', async (use, expected) => {
    expect(await objections(use)).toEqual([expect.stringContaining(expected)]);
  });
});
