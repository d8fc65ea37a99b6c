import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import { isJsonObject } from '../../account/json-object.ts';
import { type BusEvent, envelope } from './event.ts';

/** Where the events of PutEvents go, and what their envelopes need. */
export interface EventIntake {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly accept: (event: BusEvent) => void;
}

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
  EventBusName: z.string().optional(),
});
export const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });

/** Every entry is answered on its own: an event id, or why it was refused (API:PutEvents). */
export function putEvents(account: EventIntake, { Entries }: z.infer<typeof PutEventsInput>): JsonObject {
  const results = Entries.map((entry) => {
    const fault = faultOf(entry);
    if (fault !== undefined) return fault;
    const { Source = '', DetailType = '', Detail = '', Resources, Time } = entry;
    const time = Time === undefined ? account.clock.now() : Time * 1000;
    const event = envelope(
      { source: Source, detailType: DetailType, resources: Resources, detail: JSON.parse(Detail) },
      account.identity,
      time,
    );
    account.accept(event);
    return { EventId: event.id };
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function faultOf(entry: z.infer<typeof Entry>): { ErrorCode: string; ErrorMessage: string } | undefined {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((member) => (entry[member] ?? '') === '');
  if (missing !== undefined)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  if (entry.Source?.startsWith('aws.') === true)
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: `Not authorized for the source: ${entry.Source} is reserved for AWS.`,
    };
  if (entry.EventBusName !== undefined && entry.EventBusName !== 'default')
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `EventBus ${entry.EventBusName} does not exist.` };
  if (!isJsonObjectText(entry.Detail ?? ''))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
}

function isJsonObjectText(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    return false;
  }
}
