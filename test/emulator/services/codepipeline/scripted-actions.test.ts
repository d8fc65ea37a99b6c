import { expect, test } from 'vitest';
import { CodePipeline } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import { SimulatedTime } from '../../../simulation/simulated-time.ts';

const MINUTE = 60_000;
const identity = { accountId: '123456789012', region: 'eu-west-1' };
const prod = { pipeline: 'shop', stage: 'Prod' };

function shop() {
  const time = new SimulatedTime(Date.UTC(2026, 0, 10, 9));
  const codePipeline = new CodePipeline({ clock: time, identity, publish: () => undefined });
  const { script } = codePipeline;
  script.createPipeline({
    name: 'shop',
    stages: [
      { name: 'Source', actions: ['App', 'Config'] },
      { name: 'Prod', actions: ['Migrate', 'Deploy'] },
    ],
  });
  return { codePipeline, script, pass: (minutes: number) => time.run(time.now() + minutes * MINUTE) };
}

test('an action takes the course that it is given, and its end is asked for when it comes', async () => {
  const { script, pass } = shop();
  let broken = false;
  script.playActions('shop', (_, { declaration }) =>
    declaration.name === 'Migrate'
      ? { millis: 5 * MINUTE, result: () => (broken ? 'Failed' : 'Succeeded') }
      : undefined,
  );
  const id = script.startExecution({ pipeline: 'shop' });
  await pass(5);
  expect(script.stage(prod).isRunning).toBe(true);
  broken = true;
  await pass(1);
  expect(script.execution('shop', id).status).toBe('Failed');
  expect(
    script.execution('shop', id).actions.map(({ declaration, status }) => `${declaration.name} ${status}`),
  ).toEqual(['App Succeeded', 'Config Succeeded', 'Migrate Failed']);
});

test('an action that runs can be made to fail at once', async () => {
  const { script, pass } = shop();
  const id = script.startExecution({ pipeline: 'shop' });
  await pass(1.5);
  script.failAction({ ...prod, action: 'Migrate' });
  expect(script.execution('shop', id).status).toBe('Failed');
});

test('an action that does not run cannot', () => {
  const { script } = shop();
  expect(() => script.failAction({ ...prod, action: 'Migrate' })).toThrow('no action Migrate runs in shop/Prod');
});

test('every source action can take a revision of its own', () => {
  const { script } = shop();
  const id = script.startExecution({
    pipeline: 'shop',
    revision: { revisionId: 'a' },
    revisions: { Config: { revisionId: 'b' } },
  });
  expect(script.execution('shop', id).sourceRevisions).toEqual([
    { actionName: 'App', revisionId: 'a' },
    { actionName: 'Config', revisionId: 'b' },
  ]);
});
