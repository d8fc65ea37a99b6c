import type { LocalAccount } from '../account/local-account.ts';
import type { Recorder } from './recorder.ts';

const LONGEST_ANSWER = 300;

/** The Lambda console, at which a person invokes the one function of the account. */
export class FunctionConsole {
  readonly #account: LocalAccount;
  readonly #recorder: Recorder;
  readonly #attempts: number;

  /** `attempts`: how often a person tries where the function fails. */
  constructor(account: LocalAccount, recorder: Recorder, attempts: number) {
    this.#account = account;
    this.#recorder = recorder;
    this.#attempts = attempts;
  }

  /** Waits before it tries again. Fails where the function fails to the last. */
  async invoke(command: object, wait: () => Promise<void>): Promise<void> {
    const event = JSON.stringify(command);
    for (let attempt = 1; ; attempt++) {
      this.#recorder.happens(`a person invokes the function with ${event}`);
      const { payload, functionError } = await this.#onlyFunction().host.invoke(event);
      this.#recorder.happens(`the function answers ${shortened(payload)}`);
      this.#recorder.settle();
      if (functionError === undefined) return;
      if (attempt === this.#attempts) throw new Error(`the function failed on ${event}: ${payload}`);
      await wait();
    }
  }

  #onlyFunction() {
    const { all } = this.#account.functions;
    const [only, ...others] = all;
    if (only === undefined || others.length > 0)
      throw new Error(`a command needs the one function of the controller, there are ${all.length}`);
    return only;
  }
}

/** The beginning of a long answer: what was decided comes first in it. */
function shortened(text: string): string {
  return text.length > LONGEST_ANSWER ? `${text.slice(0, LONGEST_ANSWER)}...` : text;
}
