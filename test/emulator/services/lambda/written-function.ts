import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DeployedFunction } from '../../../../emulator/account/template/deployed-stack.ts';

export const IDENTITY = { accountId: '111122223333', region: 'eu-west-1' };

/** A deployed function whose bundle is the given source, for the length of the test. */
export async function writtenFunction(
  source: string,
  changes: Partial<DeployedFunction> & { readonly fileName?: string } = {},
): Promise<DeployedFunction> {
  const { fileName = 'index.mjs', ...deployed } = changes;
  const codeDirectory = await mkdtemp(join(tmpdir(), 'bundle-'));
  onTestFinished(() => rm(codeDirectory, { recursive: true, force: true }));
  await writeFile(join(codeDirectory, fileName), source);
  return {
    functionName: 'controller',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:controller',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    codeDirectory,
    timeoutSeconds: 20,
    memoryMegabytes: 256,
    environment: {},
    roleName: 'controller-role',
    policyStatements: [],
    permissions: [],
    recursiveLoop: 'Terminate',
    asyncInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
    ...deployed,
  };
}
