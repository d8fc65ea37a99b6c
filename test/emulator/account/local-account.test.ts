import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodePipelineClient, GetPipelineStateCommand, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { guardsOf, seedGuardedPipelines } from '../../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../../emulator/account/local-account.ts';
import { loadAssembly } from '../../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../../emulator/account/virtual-clock.ts';
import { smallAssembly } from '../small-assembly.ts';

const identity = { accountId: '111122223333', region: 'eu-west-1' };
const START = Date.UTC(2030, 5, 1, 12);
const MINUTE = 60_000;
const running: LocalAccount[] = [];
let assembly: string;

beforeAll(async () => {
  assembly = await smallAssembly();
});

afterAll(() => rm(dirname(assembly), { recursive: true, force: true }));

afterEach(async () => {
  await Promise.all(running.splice(0).map((account) => account.stop()));
});

async function account(): Promise<LocalAccount> {
  const clock = new VirtualClock({ start: START });
  const started = await LocalAccount.start({ identity, clock, stacks: loadAssembly(assembly, identity) });
  running.push(started);
  seedGuardedPipelines(started, guardsOf(started));
  return started;
}

const tableOf = ({ stacks }: LocalAccount) => stacks.flatMap(({ tables }) => tables)[0]?.tableName ?? '';

describe('LocalAccount', () => {
  it('brings an alarm through the rule to the function, which writes, announces, and is woken by its own message', async () => {
    const local = await account();
    local.cloudWatch.script.setStateAt(START + MINUTE, 'shop-5xx', 'ALARM');
    await local.clock.advance(5 * MINUTE);
    expect(local.topics.published).toMatchObject([{ subject: 'shop-5xx', message: 'CloudWatch Alarm State Change' }]);
    const atAlarm = (local.topics.published[0]?.publishedAt ?? 0) - START;
    expect(atAlarm).toBeGreaterThanOrEqual(MINUTE);
    expect(atAlarm).toBeLessThan(MINUTE + 20_000);

    await local.clock.advance(10 * MINUTE);
    const items = await local.dynamoDb.items(tableOf(local));
    expect(items.map(({ kind }) => kind).sort()).toEqual(['CloudWatch Alarm State Change', 'watch']);
    const times = items.map(({ time }) => Number(time)).sort();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE - 1_000);
    expect(local.calls.select({ functionName: 'small' }).map(({ outcome }) => outcome)).toEqual(Array(6).fill('ok'));
  });

  it('lets people call the same services', async () => {
    const local = await account();
    const client = new CodePipelineClient({
      endpoint: local.endpoint,
      region: identity.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: 'shop' }));
    expect(stageStates.map(({ stageName }) => stageName)).toEqual(['Source', 'Prod']);
  });

  it("denies the function what the template's role does not allow", async () => {
    const local = await account();
    const [target] = local.codePipeline.script.executions('shop');
    const rollback = { pipelineName: 'shop', stageName: 'Source', targetPipelineExecutionId: target?.id };
    const record = await local.functions.get('small').host.invoke(JSON.stringify({ rollback }));
    expect(JSON.parse(record.payload).errorType).toBe('AccessDeniedException');
  });

  it('kills the function in the middle of a call; the rollback stands, the event is retried, the record is kept', async () => {
    const local = await account();
    const target = local.codePipeline.script.executions('shop').at(-2);
    local.faults.add({ operation: 'RollbackStage', after: (call) => local.killCaller(call) });
    const rollback = { pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId: target?.id };
    const { events, host } = local.functions.get('small');
    events.accept(JSON.stringify({ rollback }));
    await local.clock.advance(30_000);
    expect(local.codePipeline.script.acceptedRollbacks).toHaveLength(1);
    expect(JSON.parse(host.invocations[0]?.payload ?? '')).toMatchObject({ errorType: 'Runtime.ExitError' });
    await local.clock.advance(5 * MINUTE);
    expect(host.invocations).toHaveLength(2);
    const failed = local.queues.all.find(({ deployed }) => deployed.queueName.includes('Failed'));
    expect(failed?.messages).toHaveLength(1);
    expect(JSON.parse(failed?.messages[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { rollback },
    });
  });
});

describe('npm run emulator', () => {
  it('runs an assembly until it is interrupted, with an endpoint that answers', async () => {
    const program = join(import.meta.dirname, '../../../bin/emulator.ts');
    const emulator = spawn(process.execPath, [program, '--assembly', assembly], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    emulator.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await expect.poll(() => output, { timeout: 300_000 }).toContain('Ctrl-C ends it.');
    const endpoint = /AWS_ENDPOINT_URL=(\S+)/.exec(output)?.[1] ?? '';
    const client = new CodePipelineClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { pipelines = [] } = await client.send(new ListPipelinesCommand({}));
    expect(pipelines.map(({ name }) => name)).toEqual(['shop']);
    emulator.kill('SIGINT');
    const [code] = await once(emulator, 'exit');
    expect(code).toBe(0);
  });
});
