import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      inBundle: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

const SECURITY = readFileSync('docs/security.md', 'utf8');

function packagesOf(file: string) {
  const { packages } = LockFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ path, ...entry }));
}

describe.each([
  'package-lock.json',
  'test/bench/package-lock.json',
  'test/dynamodb-local/engine/package-lock.json',
  'test/package/oldest/package-lock.json',
])('%s', (file) => {
  const packages = packagesOf(file);

  it('has an integrity hash for every package but those that come inside another one, which docs/security.md names', () => {
    const bare = packages.filter(
      ({ integrity, inBundle }) => !inBundle && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
    const carriers = packages
      .filter(({ inBundle }) => inBundle)
      .map(({ path }) => path.split('/node_modules/')[0]?.replace('node_modules/', '') ?? '');
    for (const carrier of new Set(carriers)) {
      expect(packages.find(({ path }) => path === `node_modules/${carrier}`)?.integrity).toBeDefined();
      expect(SECURITY).toContain(`\`${carrier}\``);
    }
  });

  it('has no install script that docs/security.md does not name', () => {
    const scripted = packages.filter(({ hasInstallScript }) => hasInstallScript);
    for (const { path } of scripted) expect(SECURITY).toContain(`\`${path.replace(/.*node_modules\//, '')}\``);
  });
});
