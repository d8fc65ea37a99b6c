import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { onTestFinished } from 'vitest';
import { loadAssembly } from '../../../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../../../emulator/account/template/deployed-stack.ts';

export const identity = { accountId: '210987654321', region: 'eu-west-1' };

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'assembly-'));
}

/** Synthesizes what `fill` puts into the app; the directory of the assembly. */
export function synthesize(fill: (app: App) => void, directory: string): string {
  const outdir = join(directory, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
  fill(app);
  app.synth();
  return outdir;
}

/** Synthesizes and loads. */
export function deploy(fill: (app: App) => void, directory = temporaryDirectory()): DeployedStack[] {
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return loadAssembly(synthesize(fill, directory), identity);
}

export function deployStack(fill: (stack: Stack) => void): DeployedStack | undefined {
  return deploy((app) => fill(new Stack(app, 'Small')))[0];
}
