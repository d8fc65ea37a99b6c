import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { COMMON_JS, ES_MODULE, TYPED, tsconfig } from './guarded-app.ts';
import { ScratchApp } from './scratch-app.ts';

describe('an app with the newest peers', () => {
  let app: ScratchApp;

  beforeAll(() => {
    app = ScratchApp.newest(inject('tarball'));
    app.write('app.mjs', ES_MODULE).write('app.cjs', COMMON_JS).write('typed.ts', TYPED);
  });

  afterAll(() => app.remove());

  it.each(['app.mjs', 'app.cjs'])('synthesizes (%s)', (file) => {
    const { status, output } = app.run(process.execPath, file);
    expect(status, output).toBe(0);
    expect(app.read('cdk.out/Shop.template.json')).toContain('AWS::Lambda::Function');
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('is checked by the newest TypeScript with module %s and moduleResolution %s', (module, resolution) => {
    app.write('tsconfig.json', tsconfig(module, resolution));
    const { status, output } = app.run(resolve('node_modules/.bin/tsc'));
    expect(status, output).toBe(0);
  });
});
