import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { deployGuards } from '../../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../../emulator/account/local-account.ts';
import { loadAssembly } from '../../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../../emulator/account/virtual-clock.ts';
import type { Table } from '../table.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const STACK = 'RollbackController';
const MINUTE = 60_000;

/** A busy machine takes longer for twenty guards than Lambda, and the function gives up halfway through its time. */
const SLOW_MACHINE = ['timeoutSeconds=120', 'leaseSeconds=130'];

/** One guard, and 1,000 of five alarms each, through the command line that people deploy with, and in a local account. */
export async function fleet(): Promise<readonly Table[]> {
  const rows: string[][] = [];
  for (const count of [1, 1_000]) {
    const directory = await mkdtemp(join(tmpdir(), 'fleet-'));
    try {
      const { seconds, outdir } = await synthesized(directory, count);
      rows.push([String(count), ...(await weighed(outdir)), seconds, ...(await rolledBack(outdir))]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  return [
    {
      title: 'A fleet: guards of five alarms each in one stack, cdk synth -c scope=pipelines:team-*',
      columns: [
        'guards',
        'resources',
        'template, KB',
        'rules',
        'policies of stages',
        'characters of the longest',
        'synth, s',
        'calls of one alarm that rolls back',
      ],
      rows,
    },
  ];
}

async function synthesized(directory: string, count: number) {
  const guards = Array.from({ length: count }, (_, index) => ({
    pipeline: `team-${index % 20}-service-${index}`,
    stage: 'Prod',
    alarms: ['5xx', 'latency', 'health', 'queue', 'business'].map((kind) => `team-service-${index}-${kind}`),
  }));
  const [file, outdir] = [join(directory, 'guards.json'), join(directory, 'cdk.out')];
  await writeFile(file, JSON.stringify(guards));
  const settings = [`guards=${file}`, 'scope=pipelines:team-*', ...SLOW_MACHINE].flatMap((setting) => ['-c', setting]);
  const began = performance.now();
  const { status, stderr } = spawnSync('npx', ['cdk', 'synth', '-q', '-o', outdir, ...settings], { cwd: ROOT });
  if (status !== 0) throw new Error(`cdk synth failed:\n${stderr}`);
  return { outdir, seconds: ((performance.now() - began) / 1000).toFixed(0) };
}

const SynthesizedTemplate = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

async function weighed(outdir: string): Promise<string[]> {
  const text = await readFile(join(outdir, `${STACK}.template.json`), 'utf8');
  const resources = Object.values(SynthesizedTemplate.parse(JSON.parse(text)).Resources);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const policies = ofType('AWS::IAM::ManagedPolicy').map(({ Properties }) => JSON.stringify(Properties).length);
  return [
    String(resources.length),
    (Buffer.byteLength(text) / 1000).toFixed(0),
    String(ofType('AWS::Events::Rule').length),
    String(policies.length),
    String(Math.max(...policies)),
  ];
}

/** Deploys the guards into a local account and lets the alarm of one go off. */
async function rolledBack(outdir: string): Promise<string[]> {
  const stacks = loadAssembly(outdir, IDENTITY);
  // Fifty resources are asked for at once, and this machine does one after the other.
  const clock = new VirtualClock({ workTakes: 'nothing' });
  const pace = { processes: 1, coldMillis: 2_000, warmMillis: 700 };
  const account = await LocalAccount.start({ identity: IDENTITY, clock, stacks, concurrency: 1_000, pace });
  try {
    const { calls, cloudWatch, codePipeline, functions } = account;
    await deployGuards(account);
    await clock.advance(5 * MINUTE);
    codePipeline.script.addSuccesses('team-0-service-0', { count: 1, from: clock.now() - 5 * MINUTE, everyMillis: 1 });
    const before = calls.calls.length;
    cloudWatch.script.setState('team-service-0-5xx', 'ALARM');
    await clock.advance(10_000);
    const { pipelineName } = codePipeline.script.acceptedRollbacks[0] ?? {};
    const failed = functions.all.flatMap(({ host }) => host.invocations.filter(({ functionError }) => functionError));
    if (pipelineName !== 'team-0-service-0' || failed.length > 0) throw new Error('the alarm rolled nothing back');
    return [String(calls.calls.length - before)];
  } finally {
    await account.stop();
  }
}
