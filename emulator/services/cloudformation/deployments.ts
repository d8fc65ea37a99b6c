import type { DeployedStack } from '../../account/template/deployed-stack.ts';
import type { AccountClock } from '../../account/virtual-clock.ts';
import type { Caller } from '../service.ts';
import { change, without } from './changes.ts';
import type { CustomResources } from './custom-resources.ts';
import { MadeResources } from './made-resources.ts';
import { NO_EXTRAS, type ProvisionedServices, provision, type StackContents, withdraw } from './provisioning.ts';

interface Deployment {
  contents: StackContents;
  readonly custom: MadeResources;
}

export interface DeploymentsOptions {
  readonly clock: AccountClock;
  readonly services: ProvisionedServices;
  readonly customResources: CustomResources;
  /** Stacks whose resources are there from the start, but for the custom ones. */
  readonly present: readonly DeployedStack[];
}

const NOTHING_RETAINED: ReadonlySet<string> = new Set();

/** What is deployed of every stack, by name. Time goes on while a function is waited for, and stands while the account itself works. */
export class Deployments {
  readonly #options: DeploymentsOptions;
  readonly #deployed = new Map<string, Deployment>();

  constructor(options: DeploymentsOptions) {
    this.#options = options;
    for (const stack of options.present) this.#note({ stack, extras: NO_EXTRAS });
  }

  /** What the stacks export under a name. */
  exported(name: string): string | undefined {
    return this.all.map(({ exports }) => exports[name]).find((value) => value !== undefined);
  }

  get all(): readonly DeployedStack[] {
    return [...this.#deployed.values()].map(({ contents }) => contents.stack);
  }

  /** Makes a stack. What is made of it when that fails is left, for {@link remove}. */
  async create(contents: StackContents, caller: Caller): Promise<void> {
    const { clock, services } = this.#options;
    const { custom } = this.#note(contents);
    await clock.hold(provision(services, contents, caller));
    await custom.bringTo(contents.stack);
  }

  /** Brings the stack of that name to this version. Throws when that fails, with everything as it was before. */
  async update(contents: StackContents, caller: Caller): Promise<void> {
    const { clock, services } = this.#options;
    const deployment = this.#deployed.get(contents.stack.stackName) ?? this.#note(contents);
    const earlier = deployment.contents;
    const become = async (from: StackContents, to: StackContents) => {
      await clock.hold(change(services, from, to, caller));
      deployment.contents = to;
    };
    try {
      await become(earlier, contents);
      const cleanUp = await deployment.custom.bringTo(contents.stack);
      await cleanUp();
      await clock.hold(withdraw(services, without(earlier, contents), NOTHING_RETAINED, caller));
    } catch (error) {
      await become(contents, earlier);
      await clock.hold(withdraw(services, without(contents, earlier), NOTHING_RETAINED, caller));
      throw error;
    }
  }

  /** Takes a stack away, its custom resources first. Throws, and leaves the rest, when one of these cannot be deleted. */
  async remove(contents: StackContents, retained: ReadonlySet<string>, caller: Caller): Promise<void> {
    const { clock, services } = this.#options;
    const { stack } = contents;
    await this.#deployed.get(stack.stackName)?.custom.remove(stack);
    this.#deployed.delete(stack.stackName);
    await clock.hold(withdraw(services, contents, retained, caller));
  }

  #note(contents: StackContents): Deployment {
    const deployment = { contents, custom: new MadeResources(this.#options.customResources) };
    this.#deployed.set(contents.stack.stackName, deployment);
    return deployment;
  }
}
