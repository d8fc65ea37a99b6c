import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { Principals } from '../../emulator/services/iam/principals.ts';
import { FunctionHost } from '../../emulator/services/lambda/function-host.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';
import { sqsRecords } from '../support/events/sqs.ts';

let deployment: Deployment;
let account: LocalAccount;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
  account = await deployment.startEmpty();
});

afterAll(async () => {
  await account.stop();
});

const LambdaError = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });
const Failed = z.looseObject({ error: z.object({ name: z.string(), location: z.string(), stack: z.string() }) });

/** The text of the source line that a frame names. */
function sourceLine(frame: string): string | undefined {
  const [, file = '', line] = /(lambda\/[\w/-]+\.ts):(\d+)/.exec(frame) ?? [];
  return readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
}

describe('a stack of the deployed bundle', () => {
  it('names the source lines in the answer to Lambda, and so in the log that Lambda writes of it', async () => {
    const { payload, logLines } = await controllerOf(account).host.invoke('{"Records":[{}]}');
    const { errorType, errorMessage, trace } = LambdaError.parse(JSON.parse(payload));
    const [header, ...frames] = trace;
    expect(header).toBe(`${errorType}: ${errorMessage}`);
    expect(sourceLine(frames[0] ?? '')).toContain('new RejectedEvent(');
    expect(sourceLine(frames[1] ?? '')).toContain('throw rejected(`the event is malformed');
    expect(frames.filter((frame) => frame.includes('index.mjs'))).toEqual([]);
    expect(logLines.filter((line) => line.includes('lambda/intake/parse-event.ts'))).toHaveLength(1);
  });

  it('names the source lines in an error that is logged and does not escape', async () => {
    const { logLines } = await controllerOf(account).host.invoke(JSON.stringify(sqsRecords('no watch message')));
    const line = logLines.find((line) => line.includes('"watch message failed"')) ?? '';
    const { error } = Failed.parse(JSON.parse(line));
    expect(sourceLine(error.location)).toContain('new RejectedEvent(');
    expect(sourceLine(error.stack)).toContain('new RejectedEvent(');
  });

  it('is left as it is where the source map is missing: the error still arrives', async () => {
    const { deployed } = controllerOf(account);
    const codeDirectory = mkdtempSync(join(tmpdir(), 'no-map-'));
    onTestFinished(() => rmSync(codeDirectory, { recursive: true, force: true }));
    cpSync(join(deployed.codeDirectory, 'index.mjs'), join(codeDirectory, 'index.mjs'));
    const { identity, clock, endpoint: endpointUrl } = account;
    const host = await FunctionHost.start({
      deployed: { ...deployed, codeDirectory },
      identity,
      clock,
      principals: new Principals(identity),
      endpointUrl,
      concurrency: 1,
    });
    onTestFinished(() => host.stop());
    const { trace } = LambdaError.parse(JSON.parse((await host.invoke('{"Records":[{}]}')).payload));
    expect(trace[0]).toMatch(/^RejectedEvent: the event is malformed/);
    expect(trace[1]).toMatch(/^ {4}at .*index\.mjs:\d+:\d+/);
  });
});
