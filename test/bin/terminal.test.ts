import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Terminal } from '../../bin/terminal.ts';

const ESCAPE = '\u001b';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** A stream that keeps what is written; as a terminal it tells its colours from the environment, as a real one does. */
function output(kind: 'terminal' | 'file') {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const terminal = { isTTY: true, columns: 40, getColorDepth: WriteStream.prototype.getColorDepth };
  return { stream: kind === 'terminal' ? Object.assign(stream, terminal) : stream, text: () => written.join('') };
}

/** The colours of a usual terminal, whatever this test runs in. */
function usualTerminal(): void {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
}

describe('the output of the drill', () => {
  it('is coloured in a terminal', () => {
    usualTerminal();
    const { stream, text } = output('terminal');
    const terminal = new Terminal({ stream, term: 'xterm-256color' });
    terminal.print(terminal.toned('bad', 'alarm'), terminal.toned('plain', 'v2 started'));
    expect(text()).toBe(`${ESCAPE}[31malarm${ESCAPE}[39m\nv2 started\n`);
  });

  it('has no colours in a terminal with NO_COLOR', () => {
    usualTerminal();
    vi.stubEnv('NO_COLOR', '1');
    const { stream, text } = output('terminal');
    const terminal = new Terminal({ stream, term: 'xterm-256color' });
    terminal.print(terminal.toned('bad', 'alarm'), terminal.toned('decision', 'hold'));
    expect(text()).toBe('alarm\nhold\n');
  });

  it('is plain lines, without progress, where it is no terminal', () => {
    usualTerminal();
    const { stream, text } = output('file');
    const terminal = new Terminal({ stream, term: 'xterm-256color' });
    terminal.progress('bad-deploy, 1 of 1');
    terminal.print(terminal.toned('bad', 'alarm'));
    terminal.endProgress();
    expect(text()).toBe('alarm\n');
  });

  it('shows progress below the last line, with the seconds, and takes it away in the end', () => {
    usualTerminal();
    vi.stubEnv('NO_COLOR', '1');
    vi.useFakeTimers();
    const { stream, text } = output('terminal');
    const terminal = new Terminal({ stream, term: 'xterm-256color' });
    const erase = `\r${ESCAPE}[2K`;
    terminal.progress('bad-deploy');
    terminal.print('v2 started');
    expect(text()).toBe(`${erase}| bad-deploy (0 s)${erase}v2 started\n${erase}/ bad-deploy (0 s)`);
    vi.advanceTimersByTime(2040);
    expect(text()).toContain('bad-deploy (2 s)');
    terminal.endProgress();
    const end = text();
    expect(end.endsWith(erase)).toBe(true);
    vi.advanceTimersByTime(2000);
    terminal.print('done');
    expect(text()).toBe(`${end}done\n`);
  });

  it('keeps a long progress line on one line', () => {
    usualTerminal();
    const { stream, text } = output('terminal');
    const terminal = new Terminal({ stream, term: 'xterm-256color' });
    terminal.progress('x'.repeat(200));
    terminal.endProgress();
    expect(/x+/.exec(text())?.[0].length).toBe(37);
  });

  it('shows no progress in a terminal that cannot erase it', () => {
    usualTerminal();
    vi.stubEnv('TERM', 'dumb');
    const { stream, text } = output('terminal');
    const terminal = new Terminal({ stream, term: 'dumb' });
    terminal.progress('bad-deploy');
    terminal.print(terminal.toned('good', 'passed'));
    expect(text()).toBe('passed\n');
  });
});
