import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Rates } from '../../emulator/account/front-door/rates.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import type { PlayedPace } from '../../emulator/services/lambda/played-pace.ts';
import { addRollbackController } from '../../lib/app/rollback-controller-app.ts';
import { MORNING } from '../support/morning.ts';
import { mailsOf } from './mails.ts';
import { unfinished } from './unfinished.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const MINUTE = 60_000;

/** A busy machine takes longer for twenty guards than Lambda, and the function gives up halfway through its time. */
const SLOW_MACHINE = { timeoutSeconds: 120, leaseSeconds: 130 };

/** So many stages are allowed to the function each by its ARN. */
const EXACT_ARNS = 200;

/** Stages that go bad in the same moment. */
export interface Load {
  readonly stages: number;
  readonly alarmsPerStage: number;
  /** Alarms that nobody guards anything with, which go off in the same moment: the guarded ones are in their midst. */
  readonly unguardedAlarms?: number;
  /** How often every alarm event is delivered. */
  readonly deliveries: number;
  /** Invocations of the function at the same time: each in a process, unless a pace is played. */
  readonly concurrency: number;
  /** How long invocations are played to take; as long as they do on this machine where absent. */
  readonly pace?: PlayedPace;
  /** What the account takes in a second; without limits where absent. */
  readonly rates?: Rates;
  /** The limit across all guards, such as `5 in 10`; without one where absent: so many stages are not bad at once. */
  readonly maxRollbacks?: string;
}

export interface LoadFigures {
  readonly alarmEvents: number;
  readonly acceptedRollbacks: number;
  /** Stages with exactly one accepted rollback. */
  readonly stagesRolledBackOnce: number;
  /**
   * Seconds of the account's time from the alarms to the first and to the last accepted rollback. Where a pace is played, an invocation does
   * what it does as it begins: a cold start is added to each.
   */
  readonly firstRollbackAfter: number;
  readonly lastRollbackAfter: number;
  readonly invocations: number;
  readonly failedInvocations: number;
  readonly messages: number;
  readonly calls: number;
  /** Of the calls those that were refused because they came too soon. */
  readonly throttledCalls: number;
  /** What is left undone or lost; see {@link unfinished}. */
  readonly problems: readonly string[];
}

interface Guarded {
  readonly pipeline: string;
  readonly stage: string;
  readonly alarms: readonly string[];
}

/** Synthesizes the stack that guards the stages. */
export async function deployGuards(load: Load, directory: string): Promise<readonly DeployedStack[]> {
  const outdir = join(directory, 'cdk.out');
  await mkdir(outdir, { recursive: true });
  const guards = join(directory, 'guards.json');
  await writeFile(guards, JSON.stringify(guardsOfLoad(load)));
  const flags = { '@aws-cdk/core:enablePartitionLiterals': true, '@aws-cdk/aws-iam:minimizePolicies': true };
  const app = new App({
    outdir,
    context: {
      guards,
      stackName: 'Load',
      maxRollbacks: load.maxRollbacks ?? false,
      ...SLOW_MACHINE,
      ...(load.stages > EXACT_ARNS && { scope: 'pipelines:app-*' }),
      ...flags,
    },
  });
  addRollbackController(app, { account: IDENTITY.accountId, region: IDENTITY.region });
  app.synth();
  return loadAssembly(outdir, IDENTITY);
}

/** Fires every alarm of every stage at once, and lets the controller deal with it until the alarms have been OK for a while. */
export async function runLoad(load: Load, stacks: readonly DeployedStack[]): Promise<LoadFigures> {
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock({ start: MORNING, ...(load.pace !== undefined && { workTakes: 'nothing' }) }),
    stacks,
    concurrency: load.concurrency,
    ...(load.pace !== undefined && { pace: load.pace }),
    ...(load.rates !== undefined && { rates: load.rates }),
  });
  try {
    const guards = guardsOfLoad(load);
    const unguarded = Array.from({ length: load.unguardedAlarms ?? 0 }, (_, index) => `nobodys-${index}`);
    seed(account, guards);
    for (const name of unguarded) account.cloudWatch.script.seedAlarm({ name });
    await account.deploy();
    await account.clock.advance(MINUTE);
    account.eventBus.setFaults({
      duplicates: (event) => (event['detail-type'] === 'CloudWatch Alarm State Change' ? load.deliveries - 1 : 0),
    });
    const middle = unguarded.length / 2;
    const guarded = guards.flatMap((guard) => guard.alarms);
    const alarms = [...unguarded.slice(0, middle), ...guarded, ...unguarded.slice(middle)];
    const firedAt = account.clock.now();
    for (const alarm of alarms) account.cloudWatch.script.setState(alarm, 'ALARM');
    await account.clock.advance(10 * MINUTE);
    account.eventBus.setFaults({});
    for (const alarm of alarms) account.cloudWatch.script.setState(alarm, 'OK');
    await account.clock.advance(30 * MINUTE);
    return await figures(account, guards, load, firedAt);
  } finally {
    await account.stop();
  }
}

async function figures(
  account: LocalAccount,
  guards: readonly Guarded[],
  load: Load,
  firedAt: number,
): Promise<LoadFigures> {
  const { acceptedRollbacks } = account.codePipeline.script;
  const perStage = Map.groupBy(acceptedRollbacks, ({ pipelineName }) => pipelineName);
  const start = load.pace?.coldMillis ?? 0;
  const after = acceptedRollbacks.map(({ time }) => Math.round((time - firedAt + start) / 1000));
  const invocations = account.functions.all.flatMap(({ host }) => host.invocations);
  return {
    alarmEvents: (guards.length * load.alarmsPerStage + (load.unguardedAlarms ?? 0)) * load.deliveries,
    acceptedRollbacks: acceptedRollbacks.length,
    stagesRolledBackOnce: guards.filter(({ pipeline }) => perStage.get(pipeline)?.length === 1).length,
    firstRollbackAfter: Math.min(...after),
    lastRollbackAfter: Math.max(...after),
    invocations: invocations.length,
    failedInvocations: invocations.filter(({ functionError }) => functionError !== undefined).length,
    messages: mailsOf(account).length,
    calls: account.calls.calls.length,
    throttledCalls: account.calls.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length,
    problems: await unfinished(account),
  };
}

function seed({ codePipeline, cloudWatch, clock }: LocalAccount, guards: readonly Guarded[]): void {
  for (const { pipeline, stage, alarms } of guards) {
    codePipeline.script.createPipeline({ name: pipeline, stages: ['Source', stage] });
    codePipeline.script.addSuccesses(pipeline, {
      count: 3,
      from: clock.now() - 130 * MINUTE,
      everyMillis: 60 * MINUTE,
    });
    for (const name of alarms) cloudWatch.script.seedAlarm({ name });
  }
}

function guardsOfLoad({ stages, alarmsPerStage }: Load): Guarded[] {
  return Array.from({ length: stages }, (_, stage) => ({
    pipeline: `app-${stage}`,
    stage: 'Prod',
    alarms: Array.from({ length: alarmsPerStage }, (_, alarm) => `app-${stage}-alarm-${alarm}`),
  }));
}
