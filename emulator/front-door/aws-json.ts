import { isJsonObject } from '../json-object.ts';
import { type JsonObject, type Service, ServiceError } from '../service.ts';
import type { Exchange, Protocol } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { queryErrorHeader } from './query-error-codes.ts';

/**
 * AWS JSON 1.0 and 1.1: `X-Amz-Target: <prefix>.<Operation>`, JSON both ways, timestamps as epoch seconds, the error's
 * name in `__type`. A client that once spoke the query protocol asks for the error code of those days with `x-amzn-query-mode`.
 */
export const awsJson: Protocol = (request, services) => {
  const target = request.headers['x-amz-target'];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf('.');
  const prefix = target.slice(0, dot);
  return awsJsonExchange(
    request,
    services.find(({ targetPrefix }) => targetPrefix === prefix),
    target.slice(dot + 1),
  );
};

function awsJsonExchange(request: HttpRequest, service: Service | undefined, operation: string): Exchange {
  const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.1';
  const respond = (status: number, body: JsonObject, headers: HttpResponse['headers'] = {}): HttpResponse => ({
    status,
    headers: { 'content-type': contentType, ...headers },
    body: JSON.stringify(body),
  });
  return {
    service,
    operation,
    readInput: () => parseJsonObject(request.body),
    answer: (output) => respond(200, output),
    refuse: (error) =>
      respond(
        error.httpStatus,
        { __type: error.name, message: error.message },
        request.headers['x-amzn-query-mode'] === 'true' ? queryErrorHeader(error) : {},
      ),
  };
}

function parseJsonObject(body: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8') || '{}');
  } catch (error) {
    throw new ServiceError('SerializationException', `the request body is not JSON: ${String(error)}`);
  }
  if (!isJsonObject(value)) throw new ServiceError('SerializationException', 'the request body is not a JSON object');
  return value;
}
