import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedFunction, DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { addRollbackController } from '../../lib/app/rollback-controller-app.ts';

export const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** Our stack, synthesized from the example guards with the real bundle, in a directory that goes away with it. */
export class DeployedBundle {
  readonly stack: DeployedStack;
  readonly #directory: string;

  private constructor(directory: string, stack: DeployedStack) {
    this.#directory = directory;
    this.stack = stack;
  }

  static async synthesize(): Promise<DeployedBundle> {
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    const outdir = join(directory, 'cdk.out');
    const context = { guards: 'guards.example.json', '@aws-cdk/core:enablePartitionLiterals': true };
    const app = new App({ outdir, context });
    addRollbackController(app, {});
    app.synth();
    const [stack] = loadAssembly(outdir, IDENTITY);
    if (stack === undefined) throw new Error('the app has no stack');
    return new DeployedBundle(directory, stack);
  }

  get function(): DeployedFunction {
    const [deployed] = this.stack.functions;
    if (deployed === undefined) throw new Error('the stack has no function');
    return deployed;
  }

  get table(): string {
    return this.function.environment.TABLE_NAME ?? '';
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
