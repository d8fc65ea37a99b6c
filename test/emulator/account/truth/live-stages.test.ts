import { expect, test } from 'vitest';
import { releasesIn } from '../../../../emulator/account/truth/live.ts';
import { LiveStages } from '../../../../emulator/account/truth/live-stages.ts';
import { CodePipeline } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import type { ScriptedResults } from '../../../../emulator/services/codepipeline/execution.ts';
import { SimulatedTime } from '../../../simulation/simulated-time.ts';

const MINUTE = 60_000;
const identity = { accountId: '123456789012', region: 'eu-west-1' };
const prod = { pipeline: 'shop', stage: 'Prod' };

/** A pipeline whose releases are the revisions that its executions deploy; each action takes a minute. */
function shop() {
  const time = new SimulatedTime(Date.UTC(2026, 0, 10, 9));
  const codePipeline = new CodePipeline({ clock: time, identity, publish: (event) => live.onEvent(event) });
  const { script } = codePipeline;
  const live = new LiveStages<string>({
    now: () => time.now(),
    releaseOf: (pipeline, id) => script.execution(pipeline, id).sourceRevisions[0]?.revisionId,
  });
  script.createPipeline({
    name: 'shop',
    stages: ['Source', { name: 'Prod', approval: true, actions: ['Migrate', 'Deploy'] }],
  });
  const pass = (minutes: number) => time.run(time.now() + minutes * MINUTE);
  return {
    script,
    codePipeline,
    pass,
    live: () => releasesIn(live.of('shop', 'Prod')),
    /** Starts an execution, has it approved and lets its actions end. */
    deploy: async (revisionId: string, result: ScriptedResults = 'Succeeded') => {
      const id = script.startExecution({ pipeline: 'shop', revision: { revisionId }, results: { Prod: result } });
      await pass(2);
      script.approve(prod);
      await pass(3);
      return id;
    },
  };
}

test('an execution that waits for its approval in the stage is not live', async () => {
  const { script, pass, live, deploy } = shop();
  await deploy('v1');
  script.startExecution({ pipeline: 'shop', revision: { revisionId: 'v2' } });
  await pass(10);
  expect(live()).toEqual(['v1']);
});

test('a deployment whose second action fails leaves both releases live', async () => {
  const { live, deploy } = shop();
  await deploy('v1');
  await deploy('v2', 'Failed');
  expect(live()).toEqual(['v2', 'v1']);
});

test('a retry of what failed makes its release live everywhere', async () => {
  const { codePipeline, pass, live, deploy } = shop();
  await deploy('v1');
  const id = await deploy('v2', ['Failed', 'Succeeded']);
  codePipeline.operations.RetryStageExecution.handle(
    { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' },
    { arn: 'arn:aws:iam::123456789012:user/person' },
  );
  await pass(3);
  expect(live()).toEqual(['v2']);
});

test('a deployment that is stopped between its actions is half live', async () => {
  const { script, codePipeline, pass, live, deploy } = shop();
  await deploy('v1');
  const id = script.startExecution({ pipeline: 'shop', revision: { revisionId: 'v2' } });
  await pass(2);
  script.approve(prod);
  await pass(0.5);
  codePipeline.operations.StopPipelineExecution.handle(
    { pipelineName: 'shop', pipelineExecutionId: id },
    { arn: 'arn:aws:iam::123456789012:user/person' },
  );
  await pass(3);
  expect(live()).toEqual(['v2', 'v1']);
});

test('a rollback brings its target back when its actions end, and not before', async () => {
  const { script, pass, live, deploy } = shop();
  const target = await deploy('v1');
  await deploy('v2');
  script.personRollsBack({ ...prod, targetPipelineExecutionId: target });
  await pass(1);
  expect(live()).toEqual(['v2']);
  script.approve(prod);
  await pass(3);
  expect(live()).toEqual(['v1']);
});

test('a rollback that fails half-way leaves the stage mixed', async () => {
  const { script, pass, live, deploy } = shop();
  const target = await deploy('v1');
  await deploy('v2');
  script.setResult(prod, 'ROLLBACK', 'Failed');
  script.personRollsBack({ ...prod, targetPipelineExecutionId: target });
  await pass(1);
  script.approve(prod);
  await pass(3);
  expect(live()).toEqual(['v1', 'v2']);
});
