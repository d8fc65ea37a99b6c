import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { environmentVariables } from '../../emulator/services/lambda/execution-environment.ts';
import { type BenchAccount, LOCK_TABLE } from './bench-account.ts';
import { type DeployedBundle, IDENTITY } from './deployed-bundle.ts';
import { FunctionProcess, type Program } from './function-process.ts';

export type VariantName = 'floor' | 'ours' | 'naive' | 'locked naive' | 'naive, Python';

/** A function to measure, as it would be unpacked in an execution environment. */
interface Variant {
  readonly taskRoot: string;
  /** `_HANDLER` */
  readonly handler: string;
  readonly language: 'node' | 'python';
  readonly environment: { readonly [name: string]: string };
}

/** How a process is to be started. */
export interface StartOptions {
  /** Whether it takes many events at once, as many environments in one. */
  readonly storm?: boolean;
  readonly nodeOptions?: readonly string[];
  readonly environment?: { readonly [name: string]: string };
}

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const RUNTIME_CLIENT = fileURLToPath(new URL('../../emulator/services/lambda/bootstrap.ts', import.meta.url));

/** Every variant, unpacked below one temporary directory. */
export class Variants {
  readonly #directory: string;
  readonly #bundle: DeployedBundle;
  readonly #variants: ReadonlyMap<VariantName, Variant>;

  private constructor(directory: string, bundle: DeployedBundle, variants: ReadonlyMap<VariantName, Variant>) {
    this.#directory = directory;
    this.#bundle = bundle;
    this.#variants = variants;
  }

  static async unpack(bundle: DeployedBundle): Promise<Variants> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'bench-variants-')));
    const ours = join(directory, 'ours');
    const peers = join(directory, 'peers');
    await mkdir(peers);
    await cp(bundle.function.codeDirectory, ours, { recursive: true });
    await cp(join(PEERS, 'storm.mjs'), join(ours, 'storm.mjs'));
    await cp(PEERS, peers, { recursive: true });
    await symlink(NODE_MODULES, join(peers, 'node_modules'));
    // Lambda's runtime client is ready JavaScript too; stripping its types would be counted as everybody's cold start.
    await build({
      entryPoints: [RUNTIME_CLIENT],
      outfile: join(directory, 'bootstrap.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      logLevel: 'error',
    });
    const node = (handler: string, environment = {}): Variant => ({
      taskRoot: peers,
      handler,
      language: 'node',
      environment,
    });
    const variants = new Map<VariantName, Variant>([
      ['floor', node('floor.handler')],
      [
        'ours',
        {
          taskRoot: ours,
          handler: bundle.function.handler,
          language: 'node',
          environment: bundle.function.environment,
        },
      ],
      ['naive', node('naive.handler')],
      ['locked naive', node('locked.handler', { LOCK_TABLE })],
    ]);
    if (hasPython()) variants.set('naive, Python', { ...node('naive.handler'), language: 'python' });
    return new Variants(directory, bundle, variants);
  }

  /** Those that exist here: Python is left out where it or boto3 is not installed. */
  get names(): readonly VariantName[] {
    return [...this.#variants.keys()];
  }

  /** Those that roll back. */
  get rollingBack(): readonly VariantName[] {
    return this.names.filter((name) => name !== 'floor');
  }

  start(name: VariantName, account: BenchAccount, options: StartOptions = {}): Promise<FunctionProcess> {
    const variant = this.#variants.get(name);
    if (variant === undefined) throw new Error(`${name} is not installed here`);
    const { function: deployed } = this.#bundle;
    const [module = ''] = variant.handler.split('.');
    const inStorm = options.storm === true && variant.language === 'node';
    const environment = environmentVariables({
      deployed: {
        ...deployed,
        handler: inStorm ? 'storm.handler' : variant.handler,
        environment: {
          ...variant.environment,
          ...(name === 'ours' && account.environment),
          TOPIC_ARN: deployed.environment.TOPIC_ARN ?? '',
          ...(inStorm && { STORMED: `./${module}.mjs` }),
          ...options.environment,
        },
      },
      identity: IDENTITY,
      endpointUrl: account.local.endpoint,
      runtimeApi: '',
      taskRoot: variant.taskRoot,
      credentials: { AWS_ACCESS_KEY_ID: 'AKIABENCH', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' },
      accountTime: account.local.clock.now(),
    });
    const program: Program = {
      ...(variant.language === 'python'
        ? { command: 'python3', parameters: [join(variant.taskRoot, 'runtime.py')] }
        : {
            command: process.execPath,
            parameters: [...(options.nodeOptions ?? []), join(this.#directory, 'bootstrap.mjs')],
          }),
      directory: variant.taskRoot,
      environment,
    };
    return FunctionProcess.start(program, account.local.clock, deployed.arn);
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import boto3']).status === 0;
}
