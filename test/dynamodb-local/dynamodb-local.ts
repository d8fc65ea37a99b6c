import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findJava } from './java.ts';

const EMULATOR = join(import.meta.dirname, 'engine', 'node_modules', 'amplify-dynamodb-simulator', 'emulator');
const LIBRARIES = join(EMULATOR, 'DynamoDBLocal_lib');

/** AWS's own DynamoDB Local in a Java process of its own: in memory, on a free port of the loopback address. */
export class DynamoDbLocal {
  readonly client: DynamoDBClient;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
  }

  /** Throws where there is no Java, or the package is not installed: `npm run test:dynamodb-local` looks for both first. */
  static async start(): Promise<DynamoDbLocal> {
    const java = findJava();
    if (java === undefined) throw new Error('there is no Java');
    const classes = [join(EMULATOR, 'DynamoDBLocal.jar'), join(LIBRARIES, '*')].join(delimiter);
    const server = join(import.meta.dirname, 'server.xml');
    const parameters = [
      `-Djava.library.path=${LIBRARIES}`,
      '-Dorg.eclipse.jetty.util.log.announce=false',
      ...['-cp', classes, 'org.eclipse.jetty.xml.XmlConfiguration', server],
    ];
    const started = spawn(java, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
    process.once('exit', () => started.kill());
    return new DynamoDbLocal(started, await portOf(started));
  }

  /** A table as the template has it: no more than its keys matter here. */
  async createTable(name: string): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  }

  async stop(): Promise<void> {
    this.client.destroy();
    const ended = once(this.#process, 'exit');
    if (this.#process.kill()) await ended;
  }
}

/** The first line that `server.xml` prints. */
async function portOf({ stdout }: ChildProcess & { readonly stdout: NodeJS.ReadableStream }): Promise<string> {
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('DynamoDB Local ended before it was ready');
}
