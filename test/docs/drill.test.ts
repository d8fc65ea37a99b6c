import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { beforeAll, expect, test } from 'vitest';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { badDeploy } from '../../emulator/stories/bad-deploy.ts';
import { describeEnd } from '../../emulator/stories/difference.ts';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { Deployment } from '../support/deployed-controller.ts';
import { FixedNames } from '../support/fixed-names.ts';
import { messageWithoutLinks } from '../support/message-without-links.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

const FILE = join(import.meta.dirname, '../../docs/drill.md');
const SECOND = 1_000;

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
});

/** `npx vitest run test/docs -u` writes what is really shown into the document. */
test('docs/drill.md shows what a drill, and the local account by hand, really show', async () => {
  let shown = readFileSync(FILE, 'utf8');
  for (const [name, text] of [...(await playStory()), ...(await playByHand())]) {
    const block = new RegExp(`(<!-- drill: ${name} -->\\n\`\`\`\\w+\\n)[^]*?(\\n\`\`\`)`);
    expect(shown, name).toMatch(block);
    shown = shown.replace(block, (_, before: string, after: string) => `${before}${text}${after}`);
  }
  await expect(shown).toMatchFileSnapshot(FILE);
});

type Blocks = ReadonlyMap<string, string>;

async function playStory(): Promise<Blocks> {
  const lines = [badDeploy.name, badDeploy.summary, ''];
  const assembly = await sharedAssembly();
  const { end, differences } = await rehearse(badDeploy, { assembly, pace: 'fast', print: (line) => lines.push(line) });
  expect(differences).toEqual([]);
  lines.push('', ...describeEnd(end).map((line) => `  ${line}`), `PASS ${badDeploy.name}`);
  return new Map([['story', new FixedNames().in(messageWithoutLinks(lines.join('\n')))]]);
}

/** The session of a person with the AWS CLI, by the SDK, and written as the CLI does. */
async function playByHand(): Promise<Blocks> {
  const account = await deployment.start({
    clock: new VirtualClock({ start: Date.parse('2026-03-03T09:00:00.000Z') }),
  });
  const names = new FixedNames();
  const blocks = new Map<string, string>();
  const keep = (name: string, ...parts: string[]) => blocks.set(name, names.in(parts.join('\n')));
  try {
    const { deploy, alarm, rollBackByHand } = personAt(account);
    keep('deploy', await deploy());
    keep('alarm', await alarm());
    keep('told', `SNS: ${lastMessage(account).split('\n').slice(0, 4).join('\n')}`, '...');
    keep('person', await rollBackByHand());
    await account.clock.advance(10 * SECOND);
    keep('told-of-the-person', lastMessage(account).split('\n').slice(1, 4).join('\n'));
  } finally {
    await account.stop();
  }
  return blocks;
}

function personAt(account: LocalAccount) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const settings = { endpoint: account.endpoint, region: account.identity.region, credentials, maxAttempts: 1 };
  const pipelines = new CodePipelineClient(settings);
  const alarms = new CloudWatchClient(settings);
  const statesOf = async () => (await pipelines.send(new GetPipelineStateCommand({ name: 'shop' }))).stageStates ?? [];
  const executions = async () =>
    (await pipelines.send(new ListPipelineExecutionsCommand({ pipelineName: 'shop' }))).pipelineExecutionSummaries ??
    [];

  const deploy = async () => {
    const { pipelineExecutionId } = await pipelines.send(new StartPipelineExecutionCommand({ name: 'shop' }));
    await account.clock.advance(100 * SECOND);
    const states = await statesOf();
    return [
      '$ aws codepipeline start-pipeline-execution --name shop',
      json({ pipelineExecutionId }),
      '',
      "$ aws codepipeline get-pipeline-state --name shop --query 'stageStates[].[stageName,latestExecution.status,latestExecution.pipelineExecutionId]' --output text",
      ...states.map(({ stageName, latestExecution: latest }) =>
        row(stageName, latest?.status, latest?.pipelineExecutionId),
      ),
    ].join('\n');
  };

  const alarm = async () => {
    const reason = 'rehearsal: 5xx above 1 %';
    await alarms.send(new SetAlarmStateCommand({ AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: reason }));
    await account.clock.advance(10 * SECOND);
    const newest = (await executions()).slice(0, 2);
    const prod = (await statesOf()).find(({ stageName }) => stageName === 'Prod');
    const { enabled, disabledReason } = prod?.inboundTransitionState ?? {};
    return [
      `$ aws cloudwatch set-alarm-state --alarm-name shop-5xx --state-value ALARM --state-reason '${reason}'`,
      '',
      "$ aws codepipeline list-pipeline-executions --pipeline-name shop --query 'pipelineExecutionSummaries[:2].[pipelineExecutionId,status,executionType,rollbackMetadata.rollbackTargetPipelineExecutionId]' --output text",
      ...newest.map(({ pipelineExecutionId, status, executionType, rollbackMetadata }) =>
        row(pipelineExecutionId, status, executionType, rollbackMetadata?.rollbackTargetPipelineExecutionId),
      ),
      '',
      "$ aws codepipeline get-pipeline-state --name shop --query 'stageStates[?stageName==`Prod`].[latestExecution.type,inboundTransitionState.[enabled,disabledReason]]' --output text",
      row(prod?.latestExecution?.type),
      row(enabled === true ? 'True' : 'False', disabledReason),
    ].join('\n');
  };

  const rollBackByHand = async () => {
    const target = (await executions()).filter(({ executionType }) => executionType === 'STANDARD')[2];
    const id = target?.pipelineExecutionId ?? '';
    const call = () =>
      pipelines.send(
        new RollbackStageCommand({ pipelineName: 'shop', stageName: 'Staging', targetPipelineExecutionId: id }),
      );
    const command = `$ aws codepipeline rollback-stage --pipeline-name shop --stage-name Staging --target-pipeline-execution-id ${id}`;
    const { pipelineExecutionId } = await call();
    const { name, message } = await call().then(
      () => new Error('it was taken twice'),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    const refused = `An error occurred (${name}) when calling the RollbackStage operation: ${message}`;
    return [command, json({ pipelineExecutionId }), '', command, '', refused].join('\n');
  };
  return { deploy, alarm, rollBackByHand };
}

/** Subject and text of the last message to people, as `npm run emulator` prints them. */
function lastMessage(account: LocalAccount): string {
  const topic = account.stacks[0]?.outputs.TopicArn;
  const last = account.topics.published.findLast(({ topicArn }) => topicArn === topic);
  return `${last?.subject}\n${last?.message}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 4);
}

/** `--output text`: tabs between values, `None` for what is not there. */
function row(...values: readonly (string | undefined)[]): string {
  return values.map((value) => value ?? 'None').join('\t');
}
