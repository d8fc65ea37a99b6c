import { ServiceError } from '../../services/service.ts';
import type { Exchange } from './exchange.ts';
import type { Authorization } from './signature.ts';

/** Throws the error that AWS answers before it looks into the call. */
export function admit({ service, operation: name }: Exchange, authorization: Authorization | undefined) {
  if (authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', 403);
  }
  if (service === undefined || !Object.hasOwn(service.operations, name)) {
    const where = service?.targetPrefix ?? `any service of the local account, signed for ${authorization.signingName}`;
    throw new ServiceError('UnknownOperationException', `the local account has no operation ${name} of ${where}`, 404);
  }
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`the operation ${name} has no implementation`);
  return { service, operation, accessKeyId: authorization.accessKeyId };
}
