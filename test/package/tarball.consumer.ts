import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';

describe('the tarball', () => {
  const tarball = inject('tarball');
  const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
    .sort();

  it('has compiled code, its types, the bundled function and documents, and nothing else', () => {
    const [types, others] = [true, false].map((wanted) =>
      files.filter((path) => path.startsWith('dist/types/') === wanted),
    );
    expect(others?.filter((path) => !/^docs\/[a-z-]+\.md$/.test(path))).toEqual([
      'API.md',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES',
      'decision-event.schema.json',
      'dist/function/index.mjs',
      'dist/function/index.mjs.map',
      'dist/lib/index.js',
      'package.json',
    ]);
    expect(types?.filter((path) => !/^dist\/types\/lib\/[a-z/-]+\.d\.ts$/.test(path))).toEqual([]);
    expect(types).toContain('dist/types/lib/index.d.ts');
    expect(types?.length).toBeLessThan(20);
  });

  it('has at most 2 MB', () => {
    expect(statSync(tarball).size).toBeLessThan(2_000_000);
  });

  it('names no dependencies and no scripts, but the peers, the licence and the repository', () => {
    const manifest = JSON.parse(execFileSync('tar', ['xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('private');
    expect(manifest.peerDependencies).toEqual({ 'aws-cdk-lib': '^2.224.0', constructs: '^10.0.0' });
    expect(manifest.license).toBe('Apache-2.0');
    expect(manifest.repository.url).toMatch(/^git\+https:/);
    expect(manifest.keywords).toContain('codepipeline');
  });

  it('has types that need no other package than the peers', () => {
    const types = files.filter((path) => path.endsWith('.d.ts'));
    const text = execFileSync('tar', ['xzOf', tarball, ...types.map((path) => `package/${path}`)], {
      encoding: 'utf8',
    });
    const packages = [...text.matchAll(/from '(?<name>[^'.][^']*)'/g)].map(({ groups }) => groups?.name?.split('/')[0]);
    expect([...new Set(packages)].sort()).toEqual(['aws-cdk-lib', 'constructs']);
  });
});
