import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OLDEST_PEERS } from '../../package/manifest.ts';
import { COMMON_JS, ES_MODULE, TYPED, tsconfig } from './guarded-app.ts';
import { ScratchApp } from './scratch-app.ts';

/** What `cdk init` writes beside the stack. */
const START_OF_README = `
import * as cdk from 'aws-cdk-lib/core';
import { ShopStack } from '../lib/shop-stack';
new ShopStack(new cdk.App(), 'ShopStack', {});
`;

describe('an app with the oldest peers', () => {
  let app: ScratchApp;

  beforeAll(() => {
    app = ScratchApp.oldest(inject('tarball'));
    app.write('app.mjs', ES_MODULE).write('app.cjs', COMMON_JS).write('typed.ts', TYPED);
  });

  afterAll(() => app.remove());

  it('has the versions that the package names as its oldest', () => {
    const { dependencies } = JSON.parse(readFileSync('test/package/oldest/package.json', 'utf8'));
    expect(dependencies).toMatchObject(OLDEST_PEERS);
  });

  const nodes = { 'Node 20': 'node_modules/node20/bin/node', 'Node 22': 'node_modules/node22/bin/node' };

  it.each([...Object.entries(nodes), ['the Node of this run', process.execPath]])(
    'synthesizes the same on %s by import and by require, with the function of the package',
    (_, node) => {
      const templates = ['app.mjs', 'app.cjs'].map((file) => {
        const { status, output } = app.run(node, file);
        expect(status, output).toBe(0);
        return app.read('cdk.out/Shop.template.json');
      });
      expect(templates[0]).toBe(templates[1]);
      const { files } = JSON.parse(app.read('cdk.out/Shop.assets.json'));
      const [code] = Object.keys(files).filter((hash) => files[hash].source.packaging === 'zip');
      expect(app.read(`cdk.out/asset.${code}/index.mjs`)).toBe(readFileSync('dist/function/index.mjs', 'utf8'));
    },
  );

  it.each([
    ['node16', 'node16'],
    ['esnext', 'bundler'],
    ['commonjs', 'node10'],
  ])('is checked by TypeScript 5.4 with module %s and moduleResolution %s', (module, resolution) => {
    app.write('tsconfig.json', tsconfig(module, resolution));
    const { status, output } = app.run('node_modules/.bin/tsc');
    expect(status, output).toBe(0);
  });

  it('is the one that the README has people write', () => {
    const [, stack = ''] = /```ts\n(?<stack>import[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    app.write('lib/shop-stack.ts', stack).write('bin/shop.ts', START_OF_README);
    const { status, output } = app.run('node_modules/.bin/ts-node', '--prefer-ts-exts', 'bin/shop.ts');
    expect(status, output).toBe(0);
    expect(app.read('cdk.out/ShopStack.template.json')).toContain('Custom::RollbackGuard');
  });

  it.each([
    ['typescript-app', 'bin/shop.ts', 'Shop'],
    ['cdk-pipelines', 'bin/delivery.ts', 'Delivery'],
  ])('is the example %s, run by ts-node as CommonJS', (example, file, stack) => {
    app.copy(`examples/${example}`);
    const { status, output } = app.run('node_modules/.bin/ts-node', '--prefer-ts-exts', file);
    expect(status, output).toBe(0);
    expect(app.read(`cdk.out/${stack}.template.json`)).toContain('codepipeline:RollbackStage');
  });
});
