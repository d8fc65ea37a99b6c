import { documentExchange } from './document-exchange.ts';
import type { Protocol } from './exchange.ts';

/** AWS JSON 1.0 and 1.1: `X-Amz-Target: <prefix>.<Operation>`, JSON both ways, timestamps as epoch seconds. */
export const awsJson: Protocol = (request, services) => {
  const target = request.headers['x-amz-target'];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf('.');
  const service = services.find(({ targetPrefix }) => targetPrefix === target.slice(0, dot));
  return documentExchange(request, service, target.slice(dot + 1), {
    name: 'JSON',
    headers: { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1' },
    encode: (document) => JSON.stringify(document),
    decode: (body) => JSON.parse(body.toString('utf8')),
  });
};
