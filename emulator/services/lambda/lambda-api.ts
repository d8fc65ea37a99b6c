import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../account/front-door/http.ts';
import { readAuthorization } from '../../account/front-door/signature.ts';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { Principals } from '../iam/principals.ts';
import { ServiceError } from '../service.ts';
import type { AccountFunction, Functions } from './functions.ts';
import type { InvocationRecord } from './invocation.ts';

const PREFIX = '/2015-03-31/functions/';
const ACCOUNT_SETTINGS = '/2016-08-19/account-settings';
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const GET_FUNCTION = /^\/2015-03-31\/functions\/([^/]+)$/;

/** The largest payload of a synchronous and of an asynchronous invocation, in bytes (Lambda quotas). */
const SYNCHRONOUS_BYTES = 6 * 1024 * 1024;
const ASYNCHRONOUS_BYTES = 1024 * 1024;

/** The log tail of API:Invoke: the last 4 KB. */
const TAIL_BYTES = 4096;

/** The part of Lambda's REST API that people call: Invoke and GetFunction. */
export function lambdaRoute(functions: Functions, principals: Principals): HttpRoute {
  return { pathPrefix: PREFIX, handle: (request) => handle(functions, principals, request) };
}

/** GetAccountSettings (API:GetAccountSettings), of an account that runs so many invocations at once. No function reserves any of them. */
export function accountSettingsRoute(concurrency: number, functions: Functions, principals: Principals): HttpRoute {
  return {
    pathPrefix: ACCOUNT_SETTINGS,
    handle: async ({ headers }) => {
      principals.authorize(callerIn(headers), [{ action: 'lambda:GetAccountSettings', resource: '*' }]);
      return json(200, {
        AccountLimit: {
          TotalCodeSize: 80_530_636_800,
          CodeSizeUnzipped: 262_144_000,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: concurrency,
          UnreservedConcurrentExecutions: concurrency,
        },
        AccountUsage: { TotalCodeSize: 0, FunctionCount: functions.all.length },
      });
    },
  };
}

function callerIn({ authorization }: HttpRequest['headers']): string {
  const accessKeyId = readAuthorization(authorization)?.accessKeyId;
  if (accessKeyId !== undefined) return accessKeyId;
  throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
}

async function handle(functions: Functions, principals: Principals, request: HttpRequest): Promise<HttpResponse> {
  const accessKeyId = callerIn(request.headers);
  const permit = (action: string, { arn }: DeployedFunction) =>
    principals.authorize(accessKeyId, [{ action, resource: arn }]);
  const invoked = INVOKE.exec(request.path)?.[1];
  if (request.method === 'POST' && invoked !== undefined) {
    const called = functions.get(decodeURIComponent(invoked));
    permit('lambda:InvokeFunction', called.deployed);
    return await invoke(called, request);
  }
  const described = GET_FUNCTION.exec(request.path)?.[1];
  if (request.method === 'GET' && described !== undefined) {
    const { deployed } = functions.get(decodeURIComponent(described));
    permit('lambda:GetFunction', deployed);
    return json(200, { Configuration: describe(deployed), Code: { RepositoryType: 'S3' } });
  }
  throw new ServiceError(
    'UnknownOperationException',
    `the local account has no ${request.method} ${request.path}`,
    404,
  );
}

async function invoke(called: AccountFunction, request: HttpRequest): Promise<HttpResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const event = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  if (!isJson(event)) {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json');
  }
  const limit = type === 'Event' ? ASYNCHRONOUS_BYTES : SYNCHRONOUS_BYTES;
  if (request.body.length > limit) {
    throw new ServiceError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  switch (type) {
    case 'DryRun':
      return { status: 204, headers: {}, body: '' };
    case 'Event':
      return { status: 202, headers: { 'x-amzn-requestid': called.events.accept(event) }, body: '' };
    case 'RequestResponse':
      return answer(await called.host.invoke(event, randomUUID()), request.headers['x-amz-log-type'] === 'Tail');
    default:
      throw new ServiceError(
        'InvalidParameterValueException',
        `Invocation type must be one of [RequestResponse, Event, DryRun], got ${type}`,
      );
  }
}

function answer(record: InvocationRecord, withLog: boolean): HttpResponse {
  const log = Buffer.from(`${record.logLines.join('\n')}\n`);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': record.requestId,
      'x-amz-executed-version': '$LATEST',
      ...(record.functionError !== undefined && { 'x-amz-function-error': record.functionError }),
      ...(withLog && { 'x-amz-log-result': log.subarray(-TAIL_BYTES).toString('base64') }),
    },
    body: record.payload,
  };
}

function describe(deployed: DeployedFunction): object {
  return {
    FunctionName: deployed.functionName,
    FunctionArn: deployed.arn,
    Runtime: deployed.runtime,
    Handler: deployed.handler,
    Timeout: deployed.timeoutSeconds,
    MemorySize: deployed.memoryMegabytes,
    Version: '$LATEST',
    State: 'Active',
    Environment: { Variables: deployed.environment },
  };
}

function json(status: number, body: object): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
