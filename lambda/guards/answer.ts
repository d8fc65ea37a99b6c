import type { GuardRequestTrigger } from '../intake/trigger.ts';

/** What CloudFormation is answered (UG:crpg-ref-responses). */
export interface ProviderAnswer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
  /** Why it failed. */
  readonly reason?: string;
  readonly warnings: readonly string[];
}

/** A body has at most 4,096 bytes; so much of it is for a text, and the rest for ids. */
const MOST_TEXT = 2_000;

/** The body that is put to the URL of the request. */
export function bodyOf({ id, stack, resource }: GuardRequestTrigger, answer: ProviderAnswer): string {
  const { status, physicalId, reason, warnings } = answer;
  return JSON.stringify({
    Status: status,
    PhysicalResourceId: physicalId,
    StackId: stack,
    RequestId: id,
    LogicalResourceId: resource,
    ...(reason !== undefined && { Reason: fitted(reason, MOST_TEXT) }),
    Data: { Warnings: status === 'FAILED' ? '' : fitted(warnings.join('; '), MOST_TEXT) },
  });
}

/** The beginning of a text that takes so many bytes in JSON, cut between characters. */
function fitted(text: string, bytes: number): string {
  const sizeOf = (part: string) => Buffer.byteLength(JSON.stringify(part));
  if (sizeOf(text) <= bytes) return text;
  let cut = text.slice(0, bytes);
  while (sizeOf(`${cut} ...`) > bytes) cut = cut.slice(0, Math.floor(cut.length * 0.9));
  return `${cut} ...`;
}
