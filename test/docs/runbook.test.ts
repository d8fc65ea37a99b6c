import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { Command } from '../../lambda/intake/command.ts';
import { guard } from '../lib/guards.ts';
import { controllerStack } from '../lib/synthesized.ts';
import { Deployment } from '../support/deployed-controller.ts';

const RUNBOOK = readFileSync('docs/runbook.md', 'utf8');
/** What the runbook takes from the outputs of the stack. */
const OUTPUTS = new Set([...RUNBOOK.matchAll(/\$\(output (\w+)\)/g)].map(([, key = '']) => key));

describe('docs/runbook.md', () => {
  it('has only commands that the function understands', () => {
    const commands = [...RUNBOOK.matchAll(/controller '(\{"action".*?\})'/g)].map(([, json = '']) =>
      json.replace('<execution id>', '00000000-0000-4000-8000-000000000000'),
    );
    expect(commands.length).toBeGreaterThan(15);
    for (const json of commands) expect(Command.safeParse(JSON.parse(json)), json).toMatchObject({ success: true });
  });

  it('guesses no name: the stack is named only where its outputs are read', () => {
    const lines = RUNBOOK.split('\n').filter((line) => line.includes('$STACK'));
    expect(lines).toEqual([
      expect.stringMatching(/^output\(\) \{ aws cloudformation describe-stacks --stack-name "\$STACK"/),
    ]);
    expect(OUTPUTS.size).toBeGreaterThan(4);
  });

  it('asks for outputs that a construct in a stack of somebody else has, under the id of the construct', () => {
    const { stack, controller } = controllerStack();
    controller.guard(guard());
    const keys = Object.keys(Template.fromStack(stack).toJSON().Outputs);
    expect(keys).toEqual(expect.arrayContaining([...OUTPUTS].map((key) => `RollbackController${key}`)));
  });
});

describe('the outputs of the deployed stack', () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await Deployment.synthesize();
  });

  it('are what the runbook takes them for', async () => {
    const account = await deployment.start();
    const [stack] = account.stacks;
    try {
      const outputs = new Map(Object.entries(stack?.outputs ?? {}));
      expect([...outputs.keys()]).toEqual(expect.arrayContaining([...OUTPUTS]));
      const nameOf = (key: string) => outputs.get(key)?.split('/').at(-1);
      const [dead, watch, failed] = ['WatchDeadLettersUrl', 'WatchQueueUrl', 'FailedEventsUrl'].map((key) =>
        account.queues.byName(nameOf(key) ?? ''),
      );
      expect(watch?.deployed.redrive?.deadLetterArn).toBe(dead?.deployed.arn);
      expect(failed?.deployed.arn).toBe(account.functions.all[0]?.deployed.asyncInvoke.onFailureArn);
      const prefix = outputs.get('RuleNamePrefix') ?? '(none)';
      expect(stack?.rules.length).toBe(5);
      expect(stack?.rules.filter(({ name }) => !name.startsWith(prefix))).toEqual([]);
      expect(outputs.get('AlarmNames')?.split(',')).toHaveLength(8);
    } finally {
      await account.stop();
    }
  });
});
