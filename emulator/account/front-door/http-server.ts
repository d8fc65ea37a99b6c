import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpRequest, HttpResponse } from './http.ts';

/** A listening server on loopback. */
export interface HttpServer {
  /** e.g. `http://127.0.0.1:40123` */
  readonly url: string;
  /** Cuts all connections and stops listening. */
  readonly close: () => Promise<void>;
}

/** Answers a request, or `hang-up` to break the connection without an answer. Must not reject. */
export type Respond = (request: HttpRequest, disconnected: AbortSignal) => Promise<HttpResponse | 'hang-up'>;

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listen(port: number, respond: Respond): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => void exchange(incoming, outgoing, respond));
  // A connection that the server closes while the SDK reuses it looks like a lost answer: never close idle ones.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function exchange(incoming: IncomingMessage, outgoing: ServerResponse, respond: Respond): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const request = await readRequest(incoming);
  // A client that went away in the middle of its request asked for nothing.
  if (request === undefined) return;
  const response = await respond(request, gone.signal);
  if (response === 'hang-up') {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(response.status, response.headers);
  outgoing.end(response.body);
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk);
  } catch {
    return undefined;
  }
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks),
  };
}
