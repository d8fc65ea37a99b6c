import { existsSync, readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

describe('the function that is shipped', () => {
  let directory: string;

  beforeAll(async () => {
    const stacks = loadAssembly(await sharedAssembly(), { accountId: '111122223333', region: 'eu-west-1' });
    directory = stacks[0]?.functions[0]?.codeDirectory ?? 'no function';
  });

  it('comes with its source map, and has less than 700 KB of code', () => {
    const code = join(directory, 'index.mjs');
    expect(statSync(code).size).toBeLessThan(700 * 1024);
    expect(readFileSync(code, 'utf8')).toContain('//# sourceMappingURL=index.mjs.map');
    expect(existsSync(`${code}.map`)).toBe(true);
  });

  it('imports no module of Node.js, which would read all that it exports, and is ASCII, which V8 keeps and reads by the byte', () => {
    const code = readFileSync(join(directory, 'index.mjs'), 'utf8');
    expect(code.match(/\b(?:from|import) ?\(?["']node:[\w/]+/g)).toBeNull();
    expect(code.match(/.{0,20}\P{ASCII}.{0,20}/gu)).toBeNull();
  });

  it('maps our own code back to its sources, and nothing else', () => {
    const code = readFileSync(join(directory, 'index.mjs'), 'utf8');
    const map = new SourceMap(JSON.parse(readFileSync(join(directory, 'index.mjs.map'), 'utf8')));
    const sourceOf = (text: string) => {
      const before = code.slice(0, code.indexOf(text)).split('\n');
      const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
      return 'originalSource' in entry ? entry.originalSource : undefined;
    };
    expect(sourceOf('no guard has this alarm')).toBe('lambda/log/observability.ts');
    expect(sourceOf('RollbackStage was not accepted')).toBe('lambda/stage/perform.ts');
    expect(code).toContain('AWS_SHARED_CREDENTIALS_FILE');
    expect(sourceOf('AWS_SHARED_CREDENTIALS_FILE')).toBeUndefined();
    expect(map.payload.sources.filter((source) => source.includes('node_modules'))).toEqual([]);
  });

  it('has no paths of the machine in its source map', () => {
    expect(readFileSync(join(directory, 'index.mjs.map'), 'utf8')).not.toContain('../');
  });
});
