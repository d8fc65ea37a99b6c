import { decode, encode, Tagged } from 'cborg';
import { isJsonObject } from '../json-object.ts';
import { type JsonObject, type Service, ServiceError } from '../service.ts';
import type { Exchange, Protocol } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { queryErrorHeader } from './query-error-codes.ts';

const PATH = /\/service\/(?<prefix>[^/]+)\/operation\/(?<operation>[^/]+)$/;

/** The CBOR tag of epoch seconds. */
const EPOCH_SECONDS = 1;

/** Smithy RPC v2 CBOR: `POST /service/<target prefix>/operation/<Operation>`, CBOR both ways. */
export const smithyRpcCbor: Protocol = (request, services) => {
  const { prefix, operation } = PATH.exec(request.path)?.groups ?? {};
  if (request.headers['smithy-protocol'] !== 'rpc-v2-cbor' || operation === undefined) return undefined;
  const service = services.find(({ targetPrefix }) => targetPrefix === prefix);
  return smithyRpcCborExchange(request, service, operation);
};

function smithyRpcCborExchange(request: HttpRequest, service: Service | undefined, operation: string): Exchange {
  const timestamps = new Set(service?.timestampMembers);
  const respond = (status: number, value: JsonObject, headers: HttpResponse['headers'] = {}): HttpResponse => ({
    status,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', ...headers },
    body: encode(tagTimestamps('', value, timestamps), { ignoreUndefinedProperties: true }),
  });
  return {
    service,
    operation,
    readInput: () => parseCbor(request.body),
    answer: (output) => respond(200, output),
    refuse: (error) =>
      respond(
        error.httpStatus,
        { __type: error.name, message: error.message },
        request.headers['x-amzn-query-mode'] === 'true' ? queryErrorHeader(error) : {},
      ),
  };
}

function parseCbor(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = decode(body, { tags: { [EPOCH_SECONDS]: (content) => content() } });
  } catch (error) {
    throw new ServiceError('SerializationException', `the request body is not CBOR: ${String(error)}`);
  }
  if (!isJsonObject(value)) throw new ServiceError('SerializationException', 'the request body is not a CBOR map');
  return value;
}

function tagTimestamps(name: string, value: unknown, timestamps: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => tagTimestamps(name, item, timestamps));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, tagTimestamps(key, member, timestamps)]),
    );
  }
  return typeof value === 'number' && timestamps.has(name) ? new Tagged(EPOCH_SECONDS, value) : value;
}
