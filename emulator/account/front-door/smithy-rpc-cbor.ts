import { decode, encode, Tagged } from 'cborg';
import { isJsonObject } from '../json-object.ts';
import { documentExchange } from './document-exchange.ts';
import type { Protocol } from './exchange.ts';

const PATH = /\/service\/(?<prefix>[^/]+)\/operation\/(?<operation>[^/]+)$/;

/** The CBOR tag of epoch seconds. */
const EPOCH_SECONDS = 1;

/** Smithy RPC v2 CBOR: `POST /service/<target prefix>/operation/<Operation>`, CBOR both ways. */
export const smithyRpcCbor: Protocol = (request, services) => {
  const { prefix, operation } = PATH.exec(request.path)?.groups ?? {};
  if (request.headers['smithy-protocol'] !== 'rpc-v2-cbor' || operation === undefined) return undefined;
  const service = services.find(({ targetPrefix }) => targetPrefix === prefix);
  const timestamps = new Set(service?.timestampMembers);
  return documentExchange(request, service, operation, {
    name: 'CBOR',
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    encode: (document) => encode(tagTimestamps('', document, timestamps), { ignoreUndefinedProperties: true }),
    decode: (body) => decode(body, { tags: { [EPOCH_SECONDS]: (content) => content() } }),
  });
};

function tagTimestamps(name: string, value: unknown, timestamps: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => tagTimestamps(name, item, timestamps));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, tagTimestamps(key, member, timestamps)]),
    );
  }
  return typeof value === 'number' && timestamps.has(name) ? new Tagged(EPOCH_SECONDS, value) : value;
}
