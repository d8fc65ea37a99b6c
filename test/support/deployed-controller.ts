import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { guardsOf, seedGuardedPipelines } from '../../emulator/demo-pipelines.ts';
import { LocalAccount, type LocalAccountOptions } from '../../emulator/local-account.ts';
import { loadAssembly } from '../../emulator/template/assembly.ts';
import type { DeployedStack } from '../../emulator/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/virtual-clock.ts';
import { addRollbackController } from '../../lib/rollback-controller-app.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** The example guards, synthesized with the real bundle once for a test file, and deployed into as many local accounts as it likes. */
export class Deployment {
  readonly #directory: string;
  readonly #stacks: readonly DeployedStack[];

  private constructor(directory: string, stacks: readonly DeployedStack[]) {
    this.#directory = directory;
    this.#stacks = stacks;
  }

  static async synthesize(guards = 'guards.example.json'): Promise<Deployment> {
    const directory = await mkdtemp(join(tmpdir(), 'scenario-'));
    const outdir = join(directory, 'cdk.out');
    const app = new App({ outdir, context: { guards, '@aws-cdk/core:enablePartitionLiterals': true } });
    addRollbackController(app, {});
    app.synth();
    return new Deployment(directory, loadAssembly(outdir, IDENTITY));
  }

  /** A fresh account with nothing but the stack. */
  startEmpty(options: Partial<LocalAccountOptions> = {}): Promise<LocalAccount> {
    return LocalAccount.start({ identity: IDENTITY, clock: new VirtualClock(), stacks: this.#stacks, ...options });
  }

  /** A fresh account with the example pipelines, six deployments each, the last one an hour ago, and alarms in OK. */
  async start(options: Partial<LocalAccountOptions> = {}): Promise<LocalAccount> {
    const account = await this.startEmpty(options);
    seedGuardedPipelines(account, guardsOf(account));
    return account;
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The one function of the deployed stack. */
export function controllerOf(account: LocalAccount) {
  const [controller] = account.functions.all;
  if (controller === undefined) throw new Error('the stack has no function');
  return controller;
}
