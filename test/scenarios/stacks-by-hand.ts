import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { LocalAccount } from '../../emulator/account/local-account.ts';

/** Stacks of the account as an administrator makes them: each change is waited for, and answers the status it ended with. */
export class StacksByHand {
  readonly #account: LocalAccount;
  readonly #client: CloudFormationClient;

  constructor(account: LocalAccount) {
    this.#account = account;
    this.#client = new CloudFormationClient({
      endpoint: account.endpoint,
      region: account.identity.region,
      credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
  }

  async create(StackName: string, TemplateBody: string): Promise<string | undefined> {
    const { StackId = StackName } = await this.#client.send(new CreateStackCommand({ StackName, TemplateBody }));
    return this.#settled(StackId);
  }

  async update(StackName: string, TemplateBody: string): Promise<string | undefined> {
    await this.#client.send(new UpdateStackCommand({ StackName, TemplateBody }));
    return this.#settled(StackName);
  }

  async remove(StackName: string): Promise<string | undefined> {
    const stack = await this.describe(StackName);
    await this.#client.send(new DeleteStackCommand({ StackName }));
    return this.#settled(stack?.StackId ?? StackName);
  }

  async describe(StackName: string) {
    const { Stacks: [stack] = [] } = await this.#client.send(new DescribeStacksCommand({ StackName }));
    return stack;
  }

  async #settled(StackName: string): Promise<string | undefined> {
    for (;;) {
      await this.#account.clock.advance(1_000);
      const stack = await this.describe(StackName);
      if (!stack?.StackStatus?.endsWith('IN_PROGRESS')) return stack?.StackStatus;
    }
  }
}
