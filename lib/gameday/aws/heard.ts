import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** Something that people or machines were told. */
export type Heard =
  /** A mail's subject. */
  | { readonly to: 'people'; readonly subject: string }
  /** A decision event: its code, as docs/how-it-decides.md has it, and its sentence. */
  | { readonly to: 'machines'; readonly code: string; readonly sentence: string };

const Told = z
  .object({ Type: z.literal('Notification'), Subject: z.string().default('(no subject)') })
  .transform(({ Subject }): Heard => ({ to: 'people', subject: Subject }));
const Decided = z
  .object({ 'detail-type': z.string(), detail: z.object({ code: z.string(), sentence: z.string().default('') }) })
  .transform(({ detail }): Heard => ({ to: 'machines', ...detail }));
const Body = z.union([Told, Decided]);

/** The queue that hears what is told. */
export class HeardQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /** What has come since the last time. */
  async listen(): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return heard;
      for (const { Body: body = '', ReceiptHandle } of Messages) {
        const parsed = Body.safeParse(JSON.parse(body));
        if (parsed.success) heard.push(parsed.data);
        await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
      }
    }
  }
}
