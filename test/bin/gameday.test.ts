import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('takes everything down after Ctrl-C, which npm may pass on a second time', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'called-off-'));
    const report = join(directory, 'day');
    const day = spawn(process.execPath, ['bin/gameday.ts', '--local', '--report', report]);
    let said = '';
    day.stdout.setEncoding('utf8').on('data', (text: string) => {
      const isFirst = !said.includes('the sandbox stands') && `${said}${text}`.includes('the sandbox stands');
      said += text;
      if (!isFirst) return;
      day.kill('SIGINT');
      setTimeout(() => day.kill('SIGINT'), 200);
    });
    const [status] = await once(day, 'close');
    expect(said).toContain('called off: the sandbox is taken down');
    expect(said).toContain('the sandbox is gone');
    expect(said).not.toContain('Left standing');
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(`${report}.json`, 'utf8'))).toMatchObject({ calledOff: true, left: [] });
    rmSync(directory, { recursive: true });
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
