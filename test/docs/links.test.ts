import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RUNBOOK } from '../../lib/monitoring/runbook.ts';

const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/*/README.md']);

/** Without its code, in which nothing is a link or a heading. */
const proseOf = (page: string) => readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '');

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (?<text>.*)$/gm)].map(({ groups }) => groups?.text ?? '');
  return headings.map((text) =>
    text
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\w\- ]|_/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The files that a page links to, with their anchors. */
function linksOf(page: string) {
  const links = [...proseOf(page).matchAll(/\]\((?<link>[^)\s]+)\)/g)].map(({ groups }) => groups?.link ?? '');
  return links
    .filter((link) => !/^(https?|mailto):/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { link, anchor, file: path === '' ? page : normalize(join(dirname(page), path)) };
    });
}

describe('the pages', () => {
  it.each(PAGES)('%s links to what is there', (page) => {
    const broken = linksOf(page).filter(
      ({ file, anchor }) =>
        !existsSync(file) || (anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)),
    );
    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  it('are all to be found from the README', () => {
    const found = new Set(['README.md']);
    for (const page of found) {
      for (const { file } of linksOf(page)) {
        const target = existsSync(join(file, 'README.md')) ? join(file, 'README.md') : file;
        if (PAGES.includes(target)) found.add(target);
      }
    }
    expect(PAGES.filter((page) => !found.has(page))).toEqual([]);
  });

  it('are where messages say they are: in the repository that package.json names', () => {
    const { repository } = JSON.parse(readFileSync('package.json', 'utf8'));
    const address = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
    expect(DEFAULT_RUNBOOK).toBe(`${address}/blob/main/docs/runbook.md`);
  });
});
