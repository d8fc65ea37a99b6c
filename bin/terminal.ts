import { styleText } from 'node:util';
import type { Tone } from '../emulator/stories/timeline.ts';

/** What a stream of a terminal has; a stream that is none lacks it. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Format = Parameters<typeof styleText>[0];

const FORMATS: { readonly [tone in Tone]: Format } = {
  plain: 'reset',
  dim: 'dim',
  change: 'magenta',
  decision: ['bold', 'cyan'],
  good: 'green',
  bad: 'red',
};

const FRAMES = ['|', '/', '-', '\\'];
const FRAME_MILLIS = 120;
const ERASE_LINE = '\r\u001b[2K';

export interface TerminalOptions {
  readonly stream: OutputStream;
  /** `dumb` is a terminal that cannot erase a line. */
  readonly term: string | undefined;
}

/**
 * Lines for people: with colour and a progress line below them where the stream is a terminal, plain otherwise.
 * `NO_COLOR` and `FORCE_COLOR` are honoured.
 */
export class Terminal {
  readonly #stream: OutputStream;
  readonly #isLive: boolean;
  #progress: { readonly text: string; readonly since: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor({ stream, term }: TerminalOptions) {
    this.#stream = stream;
    this.#isLive = stream.isTTY === true && term !== 'dumb';
  }

  print(...lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('');
    this.#stream.write(`${this.#isShown() ? ERASE_LINE : ''}${text}`);
    this.#draw();
  }

  /** The text in colour, where the stream shows colours. */
  styled(format: Format, text: string): string {
    return format === 'reset' ? text : styleText(format, text, { stream: this.#stream });
  }

  toned(tone: Tone, text: string): string {
    return this.styled(FORMATS[tone], text);
  }

  /** Shows what is being done, and for how long, below the last line. Not at all where the stream is no terminal. */
  progress(text: string): void {
    if (!this.#isLive) return;
    if (this.#progress?.text !== text) this.#progress = { text, since: performance.now() };
    this.#timer ??= setInterval(() => this.#draw(), FRAME_MILLIS).unref();
    this.#draw();
  }

  /** Takes the progress line away. */
  endProgress(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#isShown()) this.#stream.write(ERASE_LINE);
    this.#progress = undefined;
  }

  #isShown(): boolean {
    return this.#progress !== undefined;
  }

  #draw(): void {
    if (this.#progress === undefined) return;
    const { text, since } = this.#progress;
    const seconds = Math.floor((performance.now() - since) / 1000);
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    // A line that wraps could not be erased.
    const line = `${frame} ${text} (${seconds} s)`.slice(0, Math.max(1, (this.#stream.columns ?? 80) - 1));
    this.#stream.write(`${ERASE_LINE}${this.styled('dim', line)}`);
  }
}
