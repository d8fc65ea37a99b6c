import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { MISCONFIGURATIONS, plantHealthy } from '../support/planted-stages.ts';
import { CREDENTIALS, runTool } from './run-tool.ts';

let account: LocalAccount;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'doctor-'));
  // The doctor looks at the real clock.
  const clock = new VirtualClock({ start: Date.now() });
  account = await LocalAccount.start({
    identity: { accountId: '123456789012', region: 'us-east-1' },
    clock,
    stacks: [],
  });
});
afterAll(async () => {
  await account.stop();
  rmSync(directory, { recursive: true });
});

/** Where pipelines of the local account keep their artifacts. */
const ARTIFACTS = 'artifacts-123456789012-us-east-1';

const doctor = (args: readonly string[], environment?: Record<string, string>) =>
  runTool('doctor', account, directory, args, environment);

function guardsFile(name: string, guards: readonly object[]): string {
  const file = join(directory, `${name}.json`);
  writeFileSync(file, JSON.stringify(guards));
  return file;
}

function guardOf(pipeline: string) {
  return { pipeline, stage: 'Prod', alarms: [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${pipeline}`] };
}

/** What is printed under a guard. */
function sectionOf(stdout: string, pipeline: string): string {
  return stdout.split('\n\n').find((section) => section.startsWith(`${pipeline}/Prod\n`)) ?? '';
}

describe('npm run doctor', () => {
  it('finds nothing where nothing is wrong, and says what a rollback would go back to', async () => {
    plantHealthy(account, 'sound');
    const { code, stdout, stderr } = await doctor([
      '--guards',
      guardsFile('sound', [guardOf('sound')]),
      '--region',
      'us-east-1',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^sound\/Prod\n {2}ok {7}a rollback now would go back to [0-9a-f]{8} \(.*\)\n\n1 guard: 0 errors, 0 warnings\n$/,
    );
    expect(code).toBe(0);
  });

  it('finds each of fourteen planted misconfigurations, under its guard and with its advice', async () => {
    expect(MISCONFIGURATIONS).toHaveLength(14);
    for (const { code, plant } of MISCONFIGURATIONS) plant(account, code);
    const file = guardsFile(
      'wrong',
      MISCONFIGURATIONS.map(({ code }) => guardOf(code)),
    );
    const { code: exitCode, stdout, stderr } = await doctor(['--guards', file, '--region', 'us-east-1']);
    expect(stderr).toBe('');
    for (const { code, says } of MISCONFIGURATIONS) {
      const section = sectionOf(stdout, code);
      expect(section).toMatch(new RegExp(`^ {2}(error|warning) {2,4}${code}: .*\\n {11}\\w`, 'm'));
      expect(section).toContain(says);
      expect(section.match(/^ {2}(error|warning) /gm), section).toHaveLength(1);
    }
    expect(stdout).toContain('\n14 guards: 6 errors, 8 warnings\n');
    expect(exitCode).toBe(1);
  });

  it('looks for the artifacts of the target where it is asked to', async () => {
    account.buckets.create(ARTIFACTS);
    plantHealthy(account, 'expired');
    const { versions } = account.buckets.get(ARTIFACTS);
    for (const { key, versionId } of versions) account.buckets.deleteVersion(ARTIFACTS, key, versionId);
    const file = guardsFile('expired', [guardOf('expired')]);
    const found = async (...more: readonly string[]) =>
      sectionOf((await doctor(['--guards', file, '--region', 'us-east-1', ...more])).stdout, 'expired');
    expect(await found()).not.toContain('error');
    expect(await found('--artifacts')).toContain(`error    artifact-gone: a rollback would go back to`);
  });

  it('says where the quotas of the region leave too little room, and lets a deployed controller have its rules', async () => {
    const cramped = await LocalAccount.start({
      identity: account.identity,
      clock: new VirtualClock({ start: Date.now() }),
      stacks: [],
      accountConcurrency: 10,
    });
    plantHealthy(cramped, 'cramped');
    const credentials = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' };
    const events = new EventBridgeClient({ endpoint: cramped.endpoint, region: 'us-east-1', credentials });
    for (let rule = 1; rule <= 297; rule++)
      await events.send(new PutRuleCommand({ Name: `rule-${rule}`, ScheduleExpression: 'rate(1 day)' }));
    const args = ['--guards', guardsFile('cramped', [guardOf('cramped')]), '--region', 'us-east-1'];
    const run = (...more: readonly string[]) => runTool('doctor', cramped, directory, [...args, ...more]);
    const { stdout, code } = await run();
    const deployed = await run('--role', 'arn:aws:iam::123456789012:role/controller');
    cramped.faults.add({
      operation: 'ListRules',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 403 },
    });
    const denied = await run();
    await cramped.stop();
    expect(stdout).toMatch(
      /\n\nregion us-east-1\n {2}warning {2}concurrency-low: Lambda runs at most 10 invocations at once .*\n {11}ask AWS .* --quota-code L-B99A9384 --desired-value 1000 --region us-east-1\n {2}warning {2}event-rules-full: .* has 297 rules and room for 300.*\n {11}.*L-244521F2 --desired-value 600 .*\n\n1 guard: 0 errors, 2 warnings\n$/,
    );
    expect(code).toBe(0);
    expect(deployed.stdout).toContain('concurrency-low');
    expect(deployed.stdout).not.toContain('event-rules-full');
    expect(denied.stdout).toMatch(
      /warning {2}quota-unverified: the rules of the default event bus could not be read: .*events:ListRules/,
    );
    expect(denied.code).toBe(0);
  });

  it('passes with warnings', async () => {
    plantHealthy(account, 'approved', { stages: ['Source', { name: 'Prod', approval: true }] });
    const { code, stdout } = await doctor(['--guards', guardsFile('approved', [guardOf('approved')])], {
      ...CREDENTIALS,
      AWS_DEFAULT_REGION: 'us-east-1',
    });
    expect(stdout).toContain('1 guard: 0 errors, 1 warning\n');
    expect(code).toBe(0);
  });

  it('fails where it could not look', async () => {
    plantHealthy(account, 'throttled');
    const heal = account.faults.add({ operation: 'DescribeAlarms', fault: { kind: 'throttle' } });
    const { code, stdout } = await doctor([
      '--guards',
      guardsFile('throttled', [guardOf('throttled')]),
      '--region',
      'us-east-1',
    ]);
    heal();
    expect(sectionOf(stdout, 'throttled')).toContain('error    unread: alarm "throttled": Throttling: Rate exceeded');
    expect(code).toBe(1);
  });

  it.each<[string, readonly string[], Record<string, string>, string]>([
    ['no such file', ['--guards', 'missing.json', '--region', 'us-east-1'], CREDENTIALS, 'missing.json: no such file'],
    [
      'a file with mistakes',
      ['--guards', 'package.json', '--region', 'us-east-1'],
      CREDENTIALS,
      'holds an object, not a list',
    ],
    [
      'alarms of another region',
      ['--guards', 'FILE', '--region', 'eu-west-1'],
      CREDENTIALS,
      'is in region us-east-1, but the stack is deployed to eu-west-1',
    ],
    ['no credentials', ['--guards', 'FILE', '--region', 'us-east-1'], {}, 'no AWS credentials: '],
    ['no region', ['--guards', 'FILE'], CREDENTIALS, 'no AWS region: name it with --region'],
    ['an unknown option', ['--guard', 'FILE'], CREDENTIALS, 'unknown option --guard; did you mean --guards?'],
    ['options that npm took for itself', ['FILE'], CREDENTIALS, 'the options come behind --'],
    [
      'a region with a wrong number',
      ['--guards', 'FILE', '--region', 'us-east-9'],
      CREDENTIALS,
      'did you mean us-east-1',
    ],
    ['no name of a region', ['--guards', 'FILE', '--region', 'Ireland'], CREDENTIALS, '"Ireland" is no AWS region'],
    [
      'a profile that is not there',
      ['--guards', 'FILE', '--region', 'us-east-1', '--profile', 'nope'],
      {},
      'no AWS credentials by profile "nope"',
    ],
  ])('ends with code 2 and a message, without a stack trace: %s', async (_name, args, environment, message) => {
    const file = guardsFile('any', [guardOf('any')]);
    const { code, stdout, stderr } = await doctor(
      args.map((arg) => (arg === 'FILE' ? file : arg)),
      environment,
    );
    expect(stderr).toContain(message);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it('tells how it is used', async () => {
    expect((await doctor(['--help'])).stdout).toContain(
      'npm run doctor -- --guards FILE [--region REGION] [--profile NAME]',
    );
  });
});
