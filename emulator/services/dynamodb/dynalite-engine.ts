import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import dynalite from 'dynalite';
import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import { ServiceError } from '../service.ts';

const Answer = z.record(z.string(), z.unknown());
const Refusal = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });
const Description = z.object({ Table: z.object({ TableStatus: z.string() }) });

const METHOD = 'POST';
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  // dynalite looks at the form of the signature only.
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
};

/**
 * dynalite publishes nothing but an HTTP server. Here it never listens: it is handed requests as a server hands them to its listener, since
 * a connection, and HTTP written and read on both sides, cost more than what it does.
 */
export class DynaliteEngine {
  readonly #server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  /** Throws the {@link ServiceError} that DynamoDB would answer. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const { status, body } = await this.#exchange(`DynamoDB_20120810.${operation}`, JSON.stringify(input));
    const answer: unknown = JSON.parse(body);
    if (status === 200) return Answer.parse(answer);
    const { __type, message, Message } = Refusal.parse(answer);
    throw new ServiceError(__type.replace(/^.*#/, ''), message ?? Message ?? '', status);
  }

  /** A new table is active a turn of the event loop later, even with no delay. */
  async untilActive(tableName: string): Promise<void> {
    for (;;) {
      const { Table } = Description.parse(await this.call('DescribeTable', { TableName: tableName }));
      if (Table.TableStatus === 'ACTIVE') return;
      await wait(1);
    }
  }

  #exchange(target: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
    const request = Object.assign(new EventEmitter(), {
      method: METHOD,
      url: '/',
      headers: { ...HEADERS, 'x-amz-target': target },
    });
    return new Promise((resolve) => {
      const response = {
        statusCode: 200,
        setHeader: () => undefined,
        end: (text: string) => resolve({ status: response.statusCode, body: text }),
      };
      this.#server.emit('request', request, response);
      request.emit('data', Buffer.from(body));
      request.emit('end');
    });
  }
}
