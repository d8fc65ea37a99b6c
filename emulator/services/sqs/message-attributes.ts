import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Message attributes as AWS JSON has them; a binary value is base64 text. */
export const MessageAttributes = z.record(
  z.string().regex(/^[A-Za-z0-9_\-.]{1,256}$/, 'must be 1 to 256 of A-Z a-z 0-9 _ - .'),
  z
    .object({
      DataType: z
        .string()
        .regex(/^(String|Number|Binary)(\..+)?$/, 'must be String, Number or Binary, with or without a label'),
      StringValue: z.string().min(1).optional(),
      BinaryValue: z.string().min(1).optional(),
    })
    .refine(
      (value) => (value.DataType.startsWith('Binary') ? value.BinaryValue : value.StringValue) !== undefined,
      'must contain a non-empty value of its type',
    ),
);

export type MessageAttributes = z.infer<typeof MessageAttributes>;

/** MD5 of a text, in hex, as SQS answers for bodies and its clients check. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** `MD5OfMessageAttributes` (SQS Developer Guide, "Calculating the MD5 message digest for message attributes"). */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (value: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    hash.update(length).update(value);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    hash.update(Uint8Array.of(binary ? 2 : 1));
    add(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}
