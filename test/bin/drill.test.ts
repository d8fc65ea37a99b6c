import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { STORIES } from '../../emulator/stories/stories.ts';

function drill(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/drill.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run drill', () => {
  it('lists the stories', () => {
    const { status, stdout } = drill('--list');
    expect(status).toBe(0);
    for (const { name, summary } of STORIES) expect(stdout).toContain(`${name}\n    ${summary}\n`);
  });

  it.each([
    ['an unknown story', ['bad-deploy', 'bad-deplyo'], 'there is no story "bad-deplyo"; there are:\n  bad-deploy\n'],
    ['an unknown option', ['--slow'], 'unknown option --slow; there are --'],
    ['all of them and one', ['--all', 'bad-deploy'], '--all and names of stories exclude each other'],
    ['a report that is no page', ['--report', 'report.pdf'], 'name a file that ends in .html, not "report.pdf"'],
    ['two paces', ['--fast', '--real-time'], '--fast and --real-time exclude each other'],
  ])('refuses %s before it synthesizes anything', (_name, args, message) => {
    const { status, stdout, stderr } = drill(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('writes plain lines into a file or a pipe', () => {
    expect(drill('--list').stdout).not.toContain('\u001b');
  });

  it('tells how it is used', () => {
    expect(drill('--help').stdout).toContain('npm run drill -- [STORY... | --all]');
  });
});

describe('the stories', () => {
  it('have names of their own', () => {
    expect(new Set(STORIES.map(({ name }) => name)).size).toBe(STORIES.length);
  });
});
