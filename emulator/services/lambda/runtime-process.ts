import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));

/** What Node.js has compiled once it need not compile for the next process: drills start hundreds. */
export const COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');

export interface RuntimeProcessOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A line of its output. */
  readonly onLine: (line: string) => void;
  readonly onEnd: () => void;
}

/** The process in which Node.js plays the Lambda runtime. */
export class RuntimeProcess {
  readonly #process: ChildProcess;
  readonly ended: Promise<void>;
  /** Why it ended, in Lambda's words. */
  exitReason = '';

  constructor(nodePath: string, { cwd, environment, onLine, onEnd }: RuntimeProcessOptions) {
    this.#process = spawn(nodePath, [BOOTSTRAP], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream !== null) eachLine(stream, onLine);
    }
    this.ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        this.exitReason = reasonOf(code, signal);
        onEnd();
        resolve();
      });
    });
  }

  /** At once, as when the host fails. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

function reasonOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: ${SIGNALS.get(signal) ?? signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

/** How Lambda names the signals that end a runtime. */
const SIGNALS: ReadonlyMap<string, string> = new Map([
  ['SIGKILL', 'signal: killed'],
  ['SIGTERM', 'signal: terminated'],
  ['SIGSEGV', 'signal: segmentation fault'],
]);

/** Calls back for each line. Only a line feed ends one: Lambda's text format writes a carriage return inside. */
function eachLine(stream: Readable, listener: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
  stream.on('end', () => {
    if (rest !== '') listener(rest);
  });
}
