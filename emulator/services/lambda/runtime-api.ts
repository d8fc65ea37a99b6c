import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { EpochMillis } from '../../account/clock.ts';
import { ACCOUNT_TIME_HEADER } from './account-time.ts';
import { PROCESSOR_TIME_HEADER } from './processor-time.ts';

/** One invocation as the Runtime API hands it to a runtime client. Times are the account's. */
export interface RuntimeInvocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly functionArn: string;
  /** Of the chain of requests that this invocation belongs to. */
  readonly traceHeader: string;
  readonly accountTime: EpochMillis;
  readonly deadline: EpochMillis;
}

/** What a runtime client tells the platform. Payloads are JSON text. */
export interface RuntimeListener {
  /** The client waits for its next invocation; `processorMillis`: what its process has had of processors so far. */
  readonly ready: (processorMillis: number) => void;
  readonly responded: (requestId: string, payload: string) => void;
  readonly failed: (requestId: string, payload: string) => void;
  readonly initFailed: (payload: string) => void;
}

const BASE = '/2018-06-01/runtime';
const ANSWER = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** The Lambda Runtime API (L:runtimes-api) of one execution environment, on a loopback port of its own. */
export class RuntimeApi {
  readonly #server: Server;
  #listener: RuntimeListener | undefined;
  #waiting: ServerResponse | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      // The only thing that can fail is reading from a client that was killed while it answered.
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.keepAliveTimeout = 0;
  }

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject);
      api.#server.listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  /** Who is told what the runtime client says; set before the client starts. */
  notify(listener: RuntimeListener): void {
    this.#listener = listener;
  }

  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the Runtime API is not listening');
    return `127.0.0.1:${address.port}`;
  }

  /** Hands an invocation to the client that waits for one. */
  provide(invocation: RuntimeInvocation): void {
    const waiting = this.#waiting;
    if (waiting === undefined) throw new Error('no runtime client is waiting for an invocation');
    this.#waiting = undefined;
    waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
      'Lambda-Runtime-Trace-Id': invocation.traceHeader,
      [ACCOUNT_TIME_HEADER]: String(invocation.accountTime),
    });
    waiting.end(invocation.payload);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url}`;
    if (route === `GET ${BASE}/invocation/next`) {
      this.#waiting = response;
      this.#listener?.ready(Number(request.headers[PROCESSOR_TIME_HEADER] ?? 0));
      return;
    }
    const body = await readBody(request);
    const [, requestId, kind] = ANSWER.exec(request.url ?? '') ?? [];
    if (route === `POST ${BASE}/init/error`) this.#listener?.initFailed(body);
    else if (requestId !== undefined && kind === 'response') this.#listener?.responded(requestId, body);
    else if (requestId !== undefined) this.#listener?.failed(requestId, body);
    else {
      response.writeHead(404).end(JSON.stringify({ errorType: 'NotFound', errorMessage: `no such route: ${route}` }));
      return;
    }
    response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
