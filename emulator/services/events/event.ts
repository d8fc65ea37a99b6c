import { randomUUID } from 'node:crypto';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { ServiceEvent } from '../service.ts';

/** An event as rules see it and targets get it: the documented envelope. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** `2026-01-10T09:30:00Z`: seconds, no fraction. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** The event as it goes over the wire: what JSON cannot say is not in it. */
export function envelope(event: ServiceEvent, identity: AccountIdentity, now: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: identity.accountId,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: identity.region,
    resources: [...event.resources],
    detail: JSON.parse(JSON.stringify(event.detail)),
  };
}
