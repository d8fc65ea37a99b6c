import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { ACCOUNT_TIME_HEADER, ACCOUNT_TIME_VARIABLE } from './account-time.ts';
import { PROCESSOR_TIME_HEADER } from './processor-time.ts';

/*
 * The runtime client: what Lambda's Node.js runtime does inside an execution environment. It runs in a process of its
 * own, loads the function's handler, and asks the Runtime API (L:runtimes-api) for one invocation after the other.
 * Unlike Lambda's it shifts `Date` to the time of the local account.
 */

const http = process.getBuiltinModule('node:http');
/*
 * An ES module that imports node:http has all its members read, and these three load an HTTP client of their own: some 60 ms of
 * processor time. Lambda's runtime does not, nor does a function that speaks to AWS, by HTTPS.
 */
for (const unused of ['WebSocket', 'CloseEvent', 'MessageEvent'])
  Object.defineProperty(http, unused, { value: undefined });

type Handler = (event: unknown, context: object) => unknown;

interface Answer {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: string;
}

const API = `http://${variable('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime`;
const RealDate = Date;
let timeShift = 0;
let currentRequest: string | undefined;

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the execution environment lacks ${name}`);
  return value;
}

/**
 * Calls the Runtime API. Plain `node:http`: waiting for the next invocation may take hours. Without the API there is
 * nothing to run for, so its end is the end of this process.
 */
function callApi(method: 'GET' | 'POST', path: string, body = '', headers = {}): Promise<Answer> {
  const orphaned = () => process.exit(1);
  return new Promise((resolve) => {
    const call = http.request(`${API}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, body: text }));
      response.on('error', orphaned);
    });
    call.on('error', orphaned);
    call.end(body);
  });
}

function setAccountTime(time: string): void {
  timeShift = Number(time) - RealDate.now();
}

/** Makes `Date.now()`, `new Date()` and `Date()` tell the account's time. */
function shiftDate(): void {
  const now = () => RealDate.now() + timeShift;
  const shifted = new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  RealDate.prototype.constructor = shifted;
  globalThis.Date = shifted;
}

/** Console output as Lambda's text format has it: time, request, level, message; one line a message. */
function formatConsole(): void {
  const write =
    (level: string) =>
    (...message: unknown[]) => {
      const text = format(...message).replaceAll('\n', '\r');
      process.stdout.write(`${new Date().toISOString()}\t${currentRequest ?? 'undefined'}\t${level}\t${text}\n`);
    };
  console.log = write('INFO');
  console.info = write('INFO');
  console.debug = write('DEBUG');
  console.trace = write('TRACE');
  console.warn = write('WARN');
  console.error = write('ERROR');
}

/** An error in the shape that Lambda answers to the invoker (L:nodejs-exceptions). */
function describeError(thrown: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (thrown instanceof Error) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

class LoadError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

async function loadHandler(): Promise<Handler> {
  const setting = variable('_HANDLER');
  const dot = setting.lastIndexOf('.');
  const [module, name] = [setting.slice(0, dot), setting.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(variable('LAMBDA_TASK_ROOT'), `${module}${extension}`))
    .find((path) => existsSync(path));
  if (file === undefined) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const loaded: { readonly [name: string]: unknown } = await import(pathToFileURL(file).href);
  const handler = loaded[name] ?? member(loaded.default, name);
  if (!isHandler(handler)) {
    throw new LoadError('Runtime.HandlerNotFound', `${setting} is undefined or not exported`);
  }
  return handler;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function header(answer: Answer, name: string): string {
  const value = answer.headers[name.toLowerCase()];
  return typeof value === 'string' ? value : '';
}

function invocationContext(next: Answer, requestId: string): object {
  const deadline = Number(header(next, 'Lambda-Runtime-Deadline-Ms'));
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    invokedFunctionArn: header(next, 'Lambda-Runtime-Invoked-Function-Arn'),
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function reportError(thrown: unknown, path: string): Promise<void> {
  const error = describeError(thrown);
  console.error(path === '/init/error' ? 'Init Error' : 'Invoke Error', JSON.stringify(error));
  const headers = { 'Lambda-Runtime-Function-Error-Type': error.errorType };
  await callApi('POST', path, JSON.stringify(error), headers);
}

/** A promise nobody caught ends the process, as in Lambda; the invocation fails with it. */
function exitOnUncaught(): void {
  const report = (errorType: string, code: number) => async (thrown: unknown) => {
    const error = new LoadError(errorType, describeError(thrown).errorMessage);
    await reportError(error, currentRequest === undefined ? '/init/error' : `/invocation/${currentRequest}/error`);
    process.exit(code);
  };
  process.on('unhandledRejection', report('Runtime.UnhandledPromiseRejection', 128));
  process.on('uncaughtException', report('Runtime.UncaughtException', 129));
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const { user, system } = process.cpuUsage();
    const headers = { [PROCESSOR_TIME_HEADER]: String((user + system) / 1_000) };
    const next = await callApi('GET', '/invocation/next', '', headers);
    setAccountTime(header(next, ACCOUNT_TIME_HEADER));
    const requestId = header(next, 'Lambda-Runtime-Aws-Request-Id');
    currentRequest = requestId;
    process.env._X_AMZN_TRACE_ID = header(next, 'Lambda-Runtime-Trace-Id');
    try {
      const result = await handler(JSON.parse(next.body), invocationContext(next, requestId));
      await callApi('POST', `/invocation/${requestId}/response`, JSON.stringify(result) ?? 'null');
    } catch (thrown) {
      await reportError(thrown, `/invocation/${requestId}/error`);
    }
  }
}

setAccountTime(variable(ACCOUNT_TIME_VARIABLE));
delete process.env[ACCOUNT_TIME_VARIABLE];
shiftDate();
formatConsole();
exitOnUncaught();
let handler: Handler;
try {
  handler = await loadHandler();
  // Now, for the process may be killed: see COMPILE_CACHE.
  process.getBuiltinModule('node:module').flushCompileCache();
} catch (thrown) {
  await reportError(thrown, '/init/error');
  process.exit(1);
}
await serve(handler);
