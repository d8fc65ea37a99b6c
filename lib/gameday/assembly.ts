import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type Zippable, zipSync } from 'fflate';
import * as z from 'zod';
import type { Day } from './day.ts';
import { SandboxStack } from './sandbox-stack.ts';

/** What has to lie in the day's bucket before the stack can be made. */
export interface Upload {
  readonly key: string;
  readonly body: Uint8Array;
}

export interface SandboxAssembly {
  readonly templateKey: string;
  /** The template among them. */
  readonly uploads: readonly Upload[];
}

const Manifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const TEMPLATE_KEY = 'template.json';
/** Of the CDK app (`cdk.json`): what the controller's own template is made with. */
const CONTEXT = {
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
};

/** Synthesizes the sandbox into a directory, and reads what is to be uploaded. */
export function synthesizeSandbox(day: Day, directory: string): SandboxAssembly {
  const app = new App({ outdir: directory, context: CONTEXT, analyticsReporting: false });
  new SandboxStack(app, day);
  const { templateFile } = app.synth().getStackByName(day.name);
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(directory, `${day.name}.assets.json`), 'utf8')));
  const code = Object.values(manifest.files)
    .filter(({ source }) => source.packaging === 'zip')
    .flatMap(({ source, destinations }) => {
      const body = zipSync(filesBelow(join(directory, source.path)));
      return Object.values(destinations).map(({ objectKey }) => ({ key: objectKey, body }));
    });
  const template = JSON.stringify(JSON.parse(readFileSync(join(directory, templateFile), 'utf8')));
  return {
    templateKey: TEMPLATE_KEY,
    uploads: [{ key: TEMPLATE_KEY, body: Buffer.from(template) }, ...code],
  };
}

/** Regular files that everybody may read, as Lambda needs them. */
const UNIX = 3;
const READABLE = 0o100644 << 16;

function filesBelow(directory: string): Zippable {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [
        relative(directory, path).split(sep).join('/'),
        [readFileSync(path), { os: UNIX, attrs: READABLE, mtime: '2020-01-01T00:00:00Z' }],
      ];
    }),
  );
}

/** A release of the sandbox: one file that says which. */
export function releaseOf(version: string): Uint8Array {
  return zipSync({ 'version.txt': [Buffer.from(version), { os: UNIX, attrs: READABLE }] });
}
