import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The path without the tools of this repository: what it runs is the machine's, or the app's own. */
const PATH = (process.env.PATH ?? '')
  .split(':')
  .filter((part) => !part.startsWith(resolve('node_modules')))
  .join(':');

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A CDK app of somebody else, in a directory of its own, with the package installed from its tarball. */
export class ScratchApp {
  readonly directory = mkdtempSync(join(tmpdir(), 'consumer-'));

  /** With what `test/package/oldest/` names, installed by npm, which also compares the peers. */
  static oldest(tarball: string): ScratchApp {
    const app = new ScratchApp();
    for (const name of ['package.json', 'package-lock.json']) {
      cpSync(join('test/package/oldest', name), join(app.directory, name));
    }
    const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    app.#succeed('npm', 'ci', ...quietly);
    app.#succeed('npm', 'install', '--no-save', ...quietly, resolve(tarball));
    return app;
  }

  /** With the newest versions, which are those of this repository. */
  static newest(tarball: string): ScratchApp {
    const app = new ScratchApp();
    const installed = join(app.directory, 'node_modules');
    const own = join(installed, 'codepipeline-auto-rollback');
    mkdirSync(own, { recursive: true });
    execFileSync('tar', ['xzf', resolve(tarball), '--strip-components=1', '-C', own]);
    for (const name of ['aws-cdk-lib', 'constructs', '@types', 'undici-types']) {
      symlinkSync(resolve('node_modules', name), join(installed, name));
    }
    return app;
  }

  /** Writes a file, or copies a directory of this repository. */
  write(path: string, text: string): this {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return this;
  }

  copy(directory: string): this {
    cpSync(directory, this.directory, { recursive: true });
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), 'utf8');
  }

  run(command: string, ...parameters: readonly string[]): Ended {
    const { status, stdout, stderr, error } = spawnSync(command, parameters, {
      cwd: this.directory,
      encoding: 'utf8',
      // The CDK CLI says so where to write; an app that is told nothing synthesizes nothing.
      env: {
        PATH,
        HOME: process.env.HOME,
        npm_config_cache: process.env.npm_config_cache,
        CDK_OUTDIR: join(this.directory, 'cdk.out'),
      },
    });
    if (error !== undefined) throw error;
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  #succeed(command: string, ...parameters: readonly string[]): void {
    const { status, output } = this.run(command, ...parameters);
    if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${output}`);
  }
}
