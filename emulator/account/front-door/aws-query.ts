import { randomUUID } from 'node:crypto';
import type { Service, ServiceError } from '../../services/service.ts';
import type { Exchange, Protocol } from './exchange.ts';
import type { HttpResponse } from './http.ts';
import { faultOf } from './query-error-codes.ts';
import { readQueryInput } from './query-input.ts';
import { readAuthorization } from './signature.ts';
import { xmlElement, xmlMembers } from './xml.ts';

/**
 * The query protocol: a form with `Action`, `Version` and flattened members in, XML out. It names no service, so the
 * credential scope of the signature does. All input values are text: services of this protocol read numbers from it.
 */
export const awsQuery: Protocol = (request, services) => {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const signingName = readAuthorization(request.headers.authorization)?.signingName;
  return awsQueryExchange(
    form,
    services.find((service) => service.signingName === signingName),
  );
};

function awsQueryExchange(form: URLSearchParams, service: Service | undefined): Exchange {
  const operation = form.get('Action') ?? '';
  const namespace = `http://${service?.signingName ?? 'unknown'}.amazonaws.com/doc/${form.get('Version') ?? ''}/`;
  const requestId = randomUUID();
  const respond = (status: number, document: string): HttpResponse => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: document,
  });
  return {
    service,
    operation,
    readInput: () => readQueryInput(form, service?.timestampMembers ?? []),
    answer: (output) =>
      respond(
        200,
        xmlElement(
          `${operation}Response`,
          xmlElement(`${operation}Result`, xmlMembers(output, service ?? {})) +
            xmlElement('ResponseMetadata', xmlMembers({ RequestId: requestId })),
          namespace,
        ),
      ),
    refuse: (error) =>
      respond(
        error.name === 'AccessDeniedException' ? 403 : error.httpStatus,
        xmlElement(
          'ErrorResponse',
          xmlMembers({
            Error: { Type: faultOf(error), Code: queryCode(error, service), Message: error.message },
            RequestId: requestId,
          }),
          namespace,
        ),
      ),
  };
}

/** The code of an error in the XML; from the SNS service model. */
function queryCode(error: ServiceError, service: Service | undefined): string {
  if (service?.signingName === 'sns' && error.name === 'AccessDeniedException') return 'AuthorizationError';
  if (service?.signingName === 'sns' && error.name === 'InvalidParameterValueException') return 'ParameterValueInvalid';
  return error.name.replace(/Exception$/, '');
}
