import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../emulator/services/events/event-pattern.ts';
import type { GuardProps } from '../../lib/guards/guard-props.ts';
import { controllerStack, resolved, resources } from './synthesized.ts';

type Stage = Pick<GuardProps, 'pipeline' | 'stage'>;

/** The stage rules of a stack with these guards, with everything resolved that CloudFormation resolves. */
function stageRules(stagesOf: (stack: Stack) => readonly Stage[]) {
  const { stack, controller } = controllerStack();
  for (const stage of stagesOf(stack)) controller.guard({ ...stage, alarms: ['shop-5xx'] });
  return resources(Template.fromStack(stack), 'AWS::Events::Rule')
    .filter(({ properties }) => properties.EventPattern?.source[0] === 'aws.codepipeline')
    .map(({ id, properties: { Name, EventPattern, Targets } }) => {
      const { resources: arns, detail, ...frame } = EventPattern;
      return {
        id,
        name: String(Name),
        pattern: {
          ...frame,
          resources: arns.map(resolved),
          detail: { ...detail, stage: detail.stage.map(resolved) },
        },
        targets: Targets,
      };
    });
}

function stageEvent(pipeline: string, stage: string, state = 'SUCCEEDED') {
  return {
    source: 'aws.codepipeline',
    'detail-type': 'CodePipeline Stage Execution State Change',
    resources: [`arn:aws:codepipeline:eu-west-1:111122223333:${pipeline}`],
    detail: { pipeline, stage, state },
  };
}

const SHOP: readonly Stage[] = [
  { pipeline: 'shop', stage: 'Prod' },
  { pipeline: 'shop', stage: 'Staging' },
  { pipeline: 'billing', stage: 'Prod' },
  { pipeline: 'search', stage: 'prod' },
];

describe('the rules of the guarded stages', () => {
  it('are one for each stage name, with the pipelines that have a guarded stage of that name', () => {
    const rules = stageRules(() => SHOP);
    expect(rules.map(({ pattern }) => [pattern.detail.stage[0], pattern.resources.length])).toEqual([
      ['Prod', 2],
      ['Staging', 1],
      ['prod', 1],
    ]);
  });

  it('match every guarded stage exactly once, and no other', () => {
    const rules = stageRules(() => SHOP).map(({ pattern }) => compileEventPattern(pattern));
    for (const pipeline of ['shop', 'billing', 'search', 'shop2']) {
      for (const stage of ['Prod', 'Staging', 'prod', 'Production']) {
        const matching = rules.filter((matches) => matches(stageEvent(pipeline, stage))).length;
        const guarded = SHOP.some((one) => one.pipeline === pipeline && one.stage === stage);
        expect(matching, `${pipeline}/${stage}`).toBe(guarded ? 1 : 0);
      }
    }
    expect(rules.some((matches) => matches(stageEvent('shop', 'Prod', 'STOPPING')))).toBe(false);
  });

  it('hand the event over as it is: it names its stage itself', () => {
    for (const { targets } of stageRules(() => SHOP)) {
      expect(targets).toEqual([
        {
          Id: 'Target0',
          Arn: expect.anything(),
          DeadLetterConfig: { Arn: expect.anything() },
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 21600 },
        },
      ]);
    }
  });

  it.each([
    ['the longest names', () => numbered((index) => `${index}`.padEnd(100, 'p')), 3],
    ['usual names', () => numbered((index) => `team-service-${index}`), 2],
    ['tokens', (stack: Stack) => numbered((index) => new CfnParameter(stack, `Name${index}`).valueAsString), 3],
  ])('are split below 2,048 characters: %s', (_, pipelinesOf, count) => {
    const rules = stageRules((stack) => pipelinesOf(stack).map((pipeline) => ({ pipeline, stage: 'Prod' })));
    expect(rules).toHaveLength(count);
    expect(new Set(rules.flatMap(({ pattern }) => pattern.resources)).size).toBe(30);
    for (const { pattern } of rules) {
      const longest = pattern.resources.map((arn: string) =>
        arn
          .replace('arn:aws:', 'arn:aws-us-gov:')
          .replace('eu-west-1', 'ap-southeast-1')
          .replace(/\{Name\d+\}/, 'x'.repeat(100)),
      );
      expect(JSON.stringify({ ...pattern, resources: longest }).length).toBeLessThanOrEqual(2048);
    }
  });

  it('have a stage name that is not known at synth to themselves', () => {
    const rules = stageRules((stack) => {
      const [one, two] = ['One', 'Two'].map((id) => new CfnParameter(stack, id).valueAsString);
      return [one, two, 'Prod', one].map((stage, index) => ({ pipeline: `shop-${index}`, stage: stage ?? '' }));
    });
    expect(rules.map(({ pattern }) => [pattern.detail.stage[0], pattern.resources.length])).toEqual([
      ['{One}', 2],
      ['{Two}', 1],
      ['Prod', 1],
    ]);
  });

  it('keep names and logical ids when guards are added', () => {
    const idsOf = (stages: readonly Stage[]) => stageRules(() => stages).map(({ id, name }) => `${id} ${name}`);
    const many = numbered((index) => ({ pipeline: `shop-${index}`, stage: 'Prod' }));
    const before = idsOf(many.slice(0, 5));
    expect(before).toEqual([expect.stringMatching(/ Shop-[0-9a-f]{8}-Prod-[0-9a-f]{6}-stage-1$/)]);
    expect(idsOf([{ pipeline: 'first', stage: 'Staging' }, ...many])).toEqual(expect.arrayContaining(before));
  });

  it('have names of at most 64 characters', () => {
    const [rule] = stageRules(() => [{ pipeline: 'shop', stage: 's'.repeat(100) }]);
    expect(rule?.name.length).toBeLessThanOrEqual(64);
  });
});

function numbered<Item>(make: (index: number) => Item): Item[] {
  return Array.from({ length: 30 }, (_, index) => make(index));
}
