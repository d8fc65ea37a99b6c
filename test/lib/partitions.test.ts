import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { spokeTemplate } from '../../lib/spoke/spoke-template.ts';
import { alarm, guard, pipelineWithStage } from './guards.ts';
import { app } from './synthesized.ts';

const account = '111122223333';
const SPOKES = { organization: 'o-abcdefghij', externalId: 'shop' };
const PARTITIONS = [
  ['aws-cn', 'cn-north-1', 'console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'console.amazonaws-us-gov.com'],
] as const;

/** ARNs and console hosts, as they are written in a template; a part that CloudFormation fills in is left out. */
function namesIn(template: object) {
  const text = JSON.stringify(template);
  return {
    partitions: new Set([...text.matchAll(/arn:([a-z-]*):/g)].map(([, partition]) => partition)),
    hosts: new Set([...text.matchAll(/\bconsole\.[a-z.-]+/g)].map(([host]) => host)),
  };
}

describe.each(PARTITIONS)('in partition %s', (partition, region, host) => {
  const byArn = `arn:${partition}:cloudwatch:${region}:${account}:alarm:shop-5xx`;

  it('the stack of guards.json names nothing of another partition', () => {
    const stack = new RollbackControllerStack(app(), 'Shop', {
      env: { account, region },
      guards: [guard({ alarms: [byArn, 'shop-latency'], unlessAlarms: ['platform'] })],
    });
    const { partitions, hosts } = namesIn(Template.fromStack(stack).toJSON());
    expect([...partitions]).toEqual([partition]);
    expect([...hosts]).toEqual([host]);
  });

  it('neither does a stack of constructs, with spokes', () => {
    const stack = new Stack(app(), 'Shop', { env: { account, region } });
    const { pipeline, stage } = pipelineWithStage(stack);
    const spokes = { ...SPOKES, accounts: ['444455556666'], regions: [region] };
    const controller = new RollbackController(stack, 'RollbackController', { spokes, roleName: 'rollback' });
    controller.guard({ pipeline, stage, alarms: [alarm(stack)] });
    const { partitions, hosts } = namesIn(Template.fromStack(stack).toJSON());
    expect([...partitions]).toEqual([partition]);
    expect([...hosts]).toEqual([host]);
  });

  it('a spoke forwards to the bus of its partition', () => {
    const template = spokeTemplate({
      controllerRole: `arn:${partition}:iam::${account}:role/rollback`,
      controllerRegion: region,
      readerRegion: region,
      ...SPOKES,
    });
    expect([...namesIn(template).partitions]).toEqual([partition]);
  });
});

it('a stack for any account and region leaves the partition to CloudFormation', () => {
  const stack = new RollbackControllerStack(app(), 'Shop', { guards: [guard()] });
  expect(namesIn(Template.fromStack(stack).toJSON()).partitions.size).toBe(0);
});
