import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import * as z from 'zod';
import type { AccountIdentity } from '../../emulator/account/account-identity.ts';
import { readStack } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { Template } from '../../emulator/account/template/template.ts';

const Former = z.object({
  guards: z.array(z.object({ pipeline: z.string(), stage: z.string(), alarms: z.array(z.string()) })),
  template: Template,
  code: z.string(),
});

export interface FormerStack {
  readonly guards: z.infer<typeof Former>['guards'];
  readonly stack: DeployedStack;
}

/** The stack of the version before guards were resources, its code unpacked below `directory`: see the README beside the file. */
export async function formerStack(directory: string, identity: AccountIdentity): Promise<FormerStack> {
  const file = new URL('../scenarios/guards-as-parameters/stack.json.br', import.meta.url);
  const { guards, template, code } = Former.parse(JSON.parse(brotliDecompressSync(await readFile(file)).toString()));
  const unpacked = join(directory, 'former-function');
  await mkdir(unpacked, { recursive: true });
  await writeFile(join(unpacked, 'index.mjs'), code);
  const scope = {
    identity,
    stackName: 'RollbackController',
    queueOrigin: `https://sqs.${identity.region}.amazonaws.com`,
  };
  return { guards, stack: readStack(template, scope, { directory: () => unpacked }) };
}
