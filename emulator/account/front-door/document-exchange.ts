import { type Service, ServiceError } from '../../services/service.ts';
import type { JsonObject } from '../json-object.ts';
import { isJsonObject } from '../json-object.ts';
import type { Exchange } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { queryErrorHeader } from './query-error-codes.ts';

/** How a protocol writes one document into a body. */
export interface Encoding {
  /** `JSON`, for messages. */
  readonly name: string;
  readonly headers: HttpResponse['headers'];
  readonly encode: (document: JsonObject) => HttpResponse['body'];
  /** May throw on a body that is not of the encoding. */
  readonly decode: (body: Buffer) => unknown;
}

/**
 * The exchange of the protocols whose bodies are one document both ways, with the error's name in `__type`. A client that
 * once spoke the query protocol asks for the error code of those days with `x-amzn-query-mode`.
 */
export function documentExchange(
  request: HttpRequest,
  service: Service | undefined,
  operation: string,
  encoding: Encoding,
): Exchange {
  const respond = (status: number, document: JsonObject, headers: HttpResponse['headers'] = {}): HttpResponse => ({
    status,
    headers: { ...encoding.headers, ...headers },
    body: encoding.encode(document),
  });
  return {
    service,
    operation,
    readInput: () => readDocument(request.body, encoding),
    answer: (output) => respond(200, output),
    refuse: (error) =>
      respond(
        error.httpStatus,
        { __type: error.name, message: error.message },
        request.headers['x-amzn-query-mode'] === 'true' ? queryErrorHeader(error) : {},
      ),
  };
}

/** An operation without input may come with an empty body. */
function readDocument(body: Buffer, { name, decode }: Encoding): JsonObject {
  if (body.length === 0) return {};
  let document: unknown;
  try {
    document = decode(body);
  } catch (error) {
    throw new ServiceError('SerializationException', `the request body is not ${name}: ${String(error)}`);
  }
  if (isJsonObject(document)) return document;
  throw new ServiceError('SerializationException', `the request body is ${name}, but no object`);
}
