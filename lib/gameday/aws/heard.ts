import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** Something that people or machines were told. */
export type Heard =
  /** A mail's subject. */
  | { readonly to: 'people'; readonly subject: string }
  /** A decision event: its code, as docs/how-it-decides.md has it, and its sentence. */
  | { readonly to: 'machines'; readonly code: string; readonly sentence: string }
  /** A stage event of CodePipeline. */
  | { readonly to: 'stages'; readonly stage: string; readonly executionId: string; readonly state: string };

const Told = z
  .object({ Type: z.literal('Notification'), Subject: z.string().default('(no subject)') })
  .transform(({ Subject }): Heard => ({ to: 'people', subject: Subject }));
const Decided = z
  .object({ 'detail-type': z.string(), detail: z.object({ code: z.string(), sentence: z.string().default('') }) })
  .transform(({ detail }): Heard => ({ to: 'machines', ...detail }));
const Moved = z
  .object({
    source: z.literal('aws.codepipeline'),
    detail: z.object({ stage: z.string(), 'execution-id': z.string(), state: z.string() }),
  })
  .transform(
    ({ detail }): Heard => ({
      to: 'stages',
      stage: detail.stage,
      executionId: detail['execution-id'],
      state: detail.state,
    }),
  );
const Body = z.union([Told, Decided, Moved]);

/** The queue that hears what is told. */
export class HeardQueue {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #heard: Heard[] = [];

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /** Everything that has come up to now. */
  async listen(): Promise<readonly Heard[]> {
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return [...this.#heard];
      for (const { Body: body = '', ReceiptHandle } of Messages) {
        const parsed = Body.safeParse(JSON.parse(body));
        if (parsed.success) this.#heard.push(parsed.data);
        await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
      }
    }
  }
}
