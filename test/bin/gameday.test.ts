import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readGameDayOptions } from '../../bin/gameday-options.ts';

function gameday(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/gameday.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run gameday', () => {
  it('tells how it is used', () => {
    const { status, stdout } = gameday('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run gameday -- [--region REGION] [--yes] [--keep] [--report NAME]');
  });

  it('refuses what it does not know with one line', () => {
    const { status, stdout, stderr } = gameday('--now');
    expect(stderr).toContain('unknown option --now; there are --region, --yes,');
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('says so where nothing answers', () => {
    const { status, stderr } = gameday('--endpoint', 'http://127.0.0.1:1', '--yes');
    expect(stderr).toContain('AWS does not answer: connect ECONNREFUSED 127.0.0.1:1');
    expect(status).toBe(2);
  });

  it.each([
    ['two accounts', ['--local', '--endpoint', 'http://127.0.0.1:1'], '--local and --endpoint exclude each other'],
    ['to keep what ends', ['--local', '--keep'], '--keep has no sense with --local'],
    ['to teach AWS', ['--behaviour', 'x.json'], '--behaviour needs --local'],
    ['an endpoint that is none', ['--endpoint', 'localhost 80'], '--endpoint takes a URL, not "localhost 80"'],
    ['to hurry AWS', ['--speed', '2'], '--speed needs --endpoint'],
    ['no speed', ['--endpoint', 'http://127.0.0.1:1', '--speed', '0'], '--speed takes a positive number, not "0"'],
    ['to clean and keep', ['--clean', '--keep'], '--clean goes alone'],
  ])('refuses %s', (_name, args, message) => {
    expect(() => readGameDayOptions(args)).toThrow(message);
  });
});
