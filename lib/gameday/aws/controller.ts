import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

const Answer = z.looseObject({ decision: z.string().optional(), reason: z.string().optional() });

export interface CommandAnswer {
  readonly answer: z.output<typeof Answer>;
  /** How long the function's initialisation took, if this was a cold start. */
  readonly coldStartMillis?: number;
  /** When the function wrote its log, by the clock that it has; epoch milliseconds. */
  readonly at?: number;
}

/** The function failed on a command. */
export class ControllerFailed extends Error {
  override readonly name = 'ControllerFailed';
}

/** The controller, commanded as a person would. */
export class CommandedController {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  /** Throws ControllerFailed when the function failed. */
  async command(command: object): Promise<CommandAnswer> {
    const { Payload, FunctionError, LogResult } = await this.#client.send(
      new InvokeCommand({
        FunctionName: this.#functionName,
        Payload: Buffer.from(JSON.stringify(command)),
        LogType: 'Tail',
      }),
    );
    const text = Buffer.from(Payload ?? []).toString('utf8');
    if (FunctionError !== undefined)
      throw new ControllerFailed(`the controller failed on ${JSON.stringify(command)}: ${text}`);
    const log = Buffer.from(LogResult ?? '', 'base64').toString('utf8');
    const [coldStartMillis, at] = [initialisation(log), writtenAt(log)];
    return {
      answer: Answer.parse(JSON.parse(text)),
      ...(coldStartMillis !== undefined && { coldStartMillis }),
      ...(at !== undefined && { at }),
    };
  }
}

function writtenAt(log: string): number | undefined {
  const [, timestamp = ''] = /"timestamp":\s*"([^"]+)"/.exec(log) ?? [];
  const at = Date.parse(timestamp);
  return Number.isNaN(at) ? undefined : at;
}

/** From Lambda's report: a line of text, or a record where the function logs JSON (`platform.report`). */
function initialisation(log: string): number | undefined {
  const [, text, json] = /Init Duration: ([\d.]+) ms|"initDurationMs":\s*([\d.]+)/.exec(log) ?? [];
  const millis = text ?? json;
  return millis === undefined ? undefined : Math.round(Number(millis));
}
