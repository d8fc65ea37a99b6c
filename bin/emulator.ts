import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deployGuards, guardsOf } from '../emulator/account/demo-pipelines.ts';
import { ratesNamed } from '../emulator/account/front-door/rates.ts';
import { LocalAccount } from '../emulator/account/local-account.ts';
import { loadAssembly } from '../emulator/account/template/assembly.ts';
import { VirtualClock } from '../emulator/account/virtual-clock.ts';
import { readBehaviourFile } from '../emulator/services/codepipeline/behaviour-file.ts';
import { readCommandLine } from './command-line.ts';

const USAGE = `Runs the controller in a local account, in real time, until Ctrl-C.

  npm run emulator -- [-c guards=FILE] [--port PORT] [--speed FACTOR] [--rates aws]
  npm run emulator -- --assembly cdk.out

  -c, --context KEY=VALUE  context for "cdk synth", e.g. guards=guards.example.json
  --assembly DIR           use a synthesized assembly instead of running "cdk synth"
  --port PORT              port of the endpoint on 127.0.0.1 (default: a free one)
  --speed FACTOR           account seconds in a real second while nothing runs (default 1)
  --rates none|aws         throttle what calls faster than AWS takes (emulator/account/front-door/rates.ts; default none)
  --behaviour FILE         behave as AWS did: the JSON report of a game day (npm run gameday)
  --account, --region      what the account is called (default 123456789012, us-east-1)
`;

const { values } = readCommandLine({
  options: {
    assembly: { type: 'string' },
    context: { type: 'string', short: 'c', multiple: true, default: ['guards=guards.example.json'] },
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: '1' },
    rates: { type: 'string', default: 'none' },
    behaviour: { type: 'string' },
    account: { type: 'string', default: '123456789012' },
    region: { type: 'string', default: 'us-east-1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else await run();

async function run(): Promise<void> {
  const identity = { accountId: values.account, region: values.region };
  const behaviour = values.behaviour === undefined ? undefined : readBehaviourFile(values.behaviour);
  const scratch = await mkdtemp(join(tmpdir(), 'local-account-'));
  try {
    const assembly = values.assembly === undefined ? await synthesize(scratch) : resolve(values.assembly);
    const account = await LocalAccount.start({
      identity,
      clock: new VirtualClock({ speed: Number(values.speed) }),
      stacks: loadAssembly(assembly, identity),
      port: Number(values.port),
      rates: ratesNamed(values.rates),
      ...(behaviour !== undefined && { switches: behaviour.switches }),
      onInvocation: ({ logLines }) => print(...logLines),
    });
    account.topics.onPublish(({ subject, message }) => print(`SNS: ${subject ?? '(for chats)'}`, message));
    const guards = guardsOf(account);
    await deployGuards(account);
    print(...(behaviour?.unplayable ?? []).map((what) => `AWS did what no switch can play: ${what}`));
    print(...welcome(account, guards.find(({ mode }) => mode === 'enforce') ?? guards[0]));
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    print('stopping');
    await account.stop();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function synthesize(directory: string): Promise<string> {
  const context = values.context.flatMap((entry) => ['-c', entry]);
  const output = join(directory, 'cdk.out');
  const synth = spawn('npx', ['cdk', 'synth', '-q', '-o', output, ...context], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(synth, 'close');
  if (code !== 0) throw new Error(`cdk synth failed (exit code ${code}); what it says is above`);
  return output;
}

/** What to do now, as commands to paste. */
function welcome(account: LocalAccount, guard: ReturnType<typeof guardsOf>[number] | undefined): string[] {
  const { identity, functions, stacks } = account;
  const functionName = functions.all[0]?.deployed.functionName ?? 'FUNCTION';
  const table = stacks.flatMap((stack) => stack.tables)[0]?.tableName ?? 'TABLE';
  const pipeline = guard?.pipeline ?? 'PIPELINE';
  return [
    `The local account ${identity.accountId} is up at ${account.endpoint}. In another terminal:`,
    '',
    `  export AWS_ENDPOINT_URL=${account.endpoint} AWS_DEFAULT_REGION=${identity.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
    '',
    '# deploy something, and look at it',
    `  aws codepipeline start-pipeline-execution --name ${pipeline}`,
    `  aws codepipeline get-pipeline-state --name ${pipeline}`,
    `  aws codepipeline list-pipeline-executions --pipeline-name ${pipeline}`,
    '# when the deployment has succeeded, let its alarm fire: alarms look at their metrics every full minute',
    `  aws cloudwatch put-metric-data --namespace Story --metric-name ${guard?.alarms[0] ?? 'ALARM'} --value 1`,
    '# what the controller did',
    `  aws dynamodb scan --table-name ${table}`,
    `  aws lambda invoke --function-name ${functionName} --payload fileb://<(echo '{"action":"status"}') /dev/stdout`,
    '',
    'Ctrl-C ends it.',
    '',
  ];
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
