import type { Principal } from '../../services/iam/principals.ts';

/** An HTTP request as the front door hands it on. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query string, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers are joined with `, `. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
}

export interface HttpContext {
  /** Who signed the request; absent where it carries no signature (the Lambda Runtime API is not signed). */
  readonly caller: Principal | undefined;
  /** Aborted when the client is gone before the answer, for handlers that hold a request open. */
  readonly disconnected: AbortSignal;
}

export type HttpHandler = (request: HttpRequest, context: HttpContext) => Promise<HttpResponse>;

/** A part of the account that speaks plain HTTP (the Lambda REST and Runtime APIs). */
export interface HttpRoute {
  /** Requests whose path begins with this go to `handle`, e.g. `/2018-06-01/runtime/`. The longest prefix wins. */
  readonly pathPrefix: string;
  /** Only requests that are signed for this service, e.g. `s3`. */
  readonly signingName?: string;
  readonly handle: HttpHandler;
}
