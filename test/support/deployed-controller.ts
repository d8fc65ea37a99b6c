import type { LocalAccountOptions } from '../../emulator/account/account-parts.ts';
import { deployGuards } from '../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { MORNING } from './morning.ts';
import { sharedAssembly } from './shared-assembly.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** For all files that this process runs. */
let made: Promise<Deployment> | undefined;

/** The example guards, synthesized with the real bundle once for a run of the tests, and deployed into as many local accounts as a test likes. */
export class Deployment {
  readonly #stacks: readonly DeployedStack[];

  private constructor(stacks: readonly DeployedStack[]) {
    this.#stacks = stacks;
  }

  static synthesize(): Promise<Deployment> {
    made ??= sharedAssembly().then((assembly) => new Deployment(loadAssembly(assembly, IDENTITY)));
    return made;
  }

  /** A fresh account with nothing but the stack. */
  startEmpty(options: Partial<LocalAccountOptions> = {}): Promise<LocalAccount> {
    return LocalAccount.start({
      identity: IDENTITY,
      clock: new VirtualClock({ start: MORNING }),
      stacks: this.#stacks,
      ...options,
    });
  }

  /** A fresh account with the example pipelines, six deployments each, the last one an hour ago, and alarms in OK. */
  async start(options: Partial<LocalAccountOptions> = {}): Promise<LocalAccount> {
    const account = await this.startEmpty({ makesInTurn: true, ...options });
    const begun = account.clock.now();
    await deployGuards(account);
    // The function takes some seconds to make the guards: what comes afterwards is at the same times in every run.
    await account.clock.run(begun + 20_000);
    return account;
  }
}

/** The one function of the deployed stack. */
export function controllerOf(account: LocalAccount) {
  const [controller] = account.functions.all;
  if (controller === undefined) throw new Error('the stack has no function');
  return controller;
}
