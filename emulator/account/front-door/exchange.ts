import type { Service, ServiceError } from '../../services/service.ts';
import type { JsonObject } from '../json-object.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

/** One API call on the wire: what was asked, and how to answer it in the caller's protocol. */
export interface Exchange {
  /** Absent when the account has no such service. */
  readonly service: Service | undefined;
  readonly operation: string;
  /** Throws {@link ServiceError} for a body that is not of the protocol. */
  readonly readInput: () => JsonObject;
  readonly answer: (output: JsonObject) => HttpResponse;
  readonly refuse: (error: ServiceError) => HttpResponse;
}

/** A wire protocol: opens the exchange if the request is of its kind. */
export type Protocol = (request: HttpRequest, services: readonly Service[]) => Exchange | undefined;
