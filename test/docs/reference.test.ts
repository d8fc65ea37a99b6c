import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VERSION } from '../../lambda/version.ts';
import { AppSettings } from '../../lib/app/app-settings.ts';
import { apiDocument } from '../../package/api-document.ts';
import { configurationDocument } from '../../package/configuration-document.ts';
import { membersOf } from '../../package/doc-comments.ts';

describe.each([
  ['docs/configuration.md', configurationDocument],
  ['API.md', apiDocument],
])('%s', (path, written) => {
  it('is up to date (npm run documents writes it)', () => {
    expect(readFileSync(path, 'utf8')).toBe(written());
  });
});

describe('the reference', () => {
  it('says something of every context key and of every prop', () => {
    const document = configurationDocument();
    for (const key of Object.keys(AppSettings.shape)) expect(document).toContain(`\`${key}\``);
    for (const file of [
      'lib/rollback-controller-props.ts',
      'lib/guards/guard-props.ts',
      'lib/controller/max-rollbacks.ts',
    ]) {
      const names = [...readFileSync(file, 'utf8').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
      expect(membersOf(file).map(({ name }) => name)).toEqual(names);
    }
  });

  it('has the version of the package, which is the newest of the changelog', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(VERSION).toBe(version);
    expect(/^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]).toBe(version);
  });
});
