import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import dynalite from 'dynalite';
import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import { ServiceError } from '../service.ts';

const Answer = z.record(z.string(), z.unknown());
const Refusal = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });
const Description = z.object({ Table: z.object({ TableStatus: z.string() }) });

/** dynalite on a loopback port of its own: HTTP is the only interface that it publishes. */
export class DynaliteServer {
  readonly #server: Server;
  readonly #url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.#url = url;
  }

  static async start(): Promise<DynaliteServer> {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    // A connection that is closed while the next request is on its way would be an error of the account (ECONNRESET).
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and port');
    return new DynaliteServer(server, `http://127.0.0.1:${address.port}`);
  }

  /** Throws the {@link ServiceError} that DynamoDB would answer. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        // dynalite looks at the form of the signature only.
        'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
      },
      body: JSON.stringify(input),
    });
    if (response.ok) return Answer.parse(await response.json());
    const { __type, message, Message } = Refusal.parse(await response.json());
    throw new ServiceError(__type.replace(/^.*#/, ''), message ?? Message ?? '', response.status);
  }

  /** A new table is active a turn of the event loop later, even with no delay. */
  async untilActive(tableName: string): Promise<void> {
    for (;;) {
      const { Table } = Description.parse(await this.call('DescribeTable', { TableName: tableName }));
      if (Table.TableStatus === 'ACTIVE') return;
      await wait(1);
    }
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.close((error) => (error ? reject(error) : resolve()));
      this.#server.closeAllConnections();
    });
  }
}
