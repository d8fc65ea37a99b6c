import { randomUUID } from 'node:crypto';
import type { Principals } from '../../services/iam/principals.ts';
import { type Operation, type Service, ServiceError } from '../../services/service.ts';
import type { AccountIdentity } from '../account-identity.ts';
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../json-object.ts';
import { admit } from './admission.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import { type Call, CallLog } from './call-log.ts';
import type { Exchange, Protocol } from './exchange.ts';
import { Faults, type PlannedFaults } from './faults.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from './http.ts';
import { type HttpServer, listen } from './http-server.ts';
import { RateLimits, type Rates } from './rates.ts';
import { type Authorization, readAuthorization } from './signature.ts';
import { smithyRpcCbor } from './smithy-rpc-cbor.ts';

export interface FrontDoorOptions {
  readonly clock: Clock;
  readonly principals: Principals;
  /** TCP port on loopback; 0, the default, takes a free one. */
  readonly port?: number;
  /** What the account takes in a second; without limits where absent. */
  readonly rates?: Rates;
  /**
   * Gets every error that is not a {@link ServiceError}: a defect of the account, not an answer of AWS. The caller gets
   * InternalFailure. By default it is thrown into the process, so that nobody can miss it.
   */
  readonly onDefect?: (error: unknown) => void;
}

const PROTOCOLS: readonly Protocol[] = [smithyRpcCbor, awsJson, awsQuery];

/**
 * The one endpoint of the local account. For every signed API call it finds the service and the operation, applies the
 * faults, checks the caller's policies, runs the operation, and answers in the protocol of the request.
 */
export class FrontDoor {
  readonly calls = new CallLog();
  readonly faults = new Faults();
  readonly #options: FrontDoorOptions;
  readonly #limits: RateLimits;
  readonly #services: Service[] = [];
  /** Services of other accounts and regions, by both. */
  readonly #elsewhere = new Map<string, readonly Service[]>();
  readonly #routes: HttpRoute[] = [];
  #server: HttpServer | undefined;

  private constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#limits = new RateLimits(options.rates ?? new Map());
  }

  static async open(options: FrontDoorOptions): Promise<FrontDoor> {
    const door = new FrontDoor(options);
    door.#server = await listen(options.port ?? 0, (request, disconnected) => door.#respond(request, disconnected));
    return door;
  }

  /** The value of `AWS_ENDPOINT_URL`, e.g. `http://127.0.0.1:40123`. */
  get url(): string {
    if (this.#server === undefined) throw new Error('the front door is not open');
    return this.#server.url;
  }

  /** Adds services to the endpoint. */
  serve(...services: readonly Service[]): void {
    this.#services.push(...services);
  }

  /** Adds another account and region: its services answer who is of that account and signs for that region. */
  serveElsewhere({ accountId, region }: AccountIdentity, services: readonly Service[]): void {
    this.#elsewhere.set(`${accountId}/${region}`, services);
  }

  /** Adds a part that speaks plain HTTP. A {@link ServiceError} of its handler is answered as REST-JSON errors are. */
  mount(...routes: readonly HttpRoute[]): void {
    this.#routes.push(...routes);
    this.#routes.sort((a, b) => b.pathPrefix.length - a.pathPrefix.length);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #respond(request: HttpRequest, disconnected: AbortSignal): Promise<HttpResponse | 'hang-up'> {
    const authorization = readAuthorization(request.headers.authorization);
    const route = this.#routes.find(
      ({ pathPrefix, signingName }) =>
        request.path.startsWith(pathPrefix) &&
        (signingName ?? authorization?.signingName) === authorization?.signingName,
    );
    try {
      if (route !== undefined) return await this.#respondRoute(route, request, authorization, disconnected);
      for (const protocol of PROTOCOLS) {
        const exchange = protocol(request, this.#servicesFor(authorization));
        if (exchange !== undefined) return await this.#respondCall(exchange, request, authorization);
      }
    } catch (error) {
      this.#reportDefect(error);
      return { status: 500, headers: {}, body: '<InternalFailure/>\n' };
    }
    return { status: 404, headers: {}, body: '<UnknownOperationException/>\n' };
  }

  #servicesFor(authorization: Authorization | undefined): readonly Service[] {
    if (authorization === undefined) return this.#services;
    const account = this.#options.principals.accountOf(authorization.accessKeyId);
    return this.#elsewhere.get(`${account}/${authorization.region}`) ?? this.#services;
  }

  async #respondRoute(
    route: HttpRoute,
    request: HttpRequest,
    authorization: Authorization | undefined,
    disconnected: AbortSignal,
  ): Promise<HttpResponse> {
    try {
      const caller = authorization && this.#options.principals.principalOf(authorization.accessKeyId);
      return await route.handle(request, { caller, disconnected });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return {
        status: error.httpStatus,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name },
        body: JSON.stringify({ Type: error.httpStatus < 500 ? 'User' : 'Service', message: error.message }),
      };
    }
  }

  async #respondCall(
    exchange: Exchange,
    request: HttpRequest,
    authorization: Authorization | undefined,
  ): Promise<HttpResponse | 'hang-up'> {
    const traceHeader = request.headers['x-amzn-trace-id'];
    const response = await this.#callOperation(exchange, authorization, traceHeader).catch((error: unknown) => {
      if (!(error instanceof ServiceError)) this.#reportDefect(error);
      return exchange.refuse(asServiceError(error));
    });
    if (response === 'hang-up') return response;
    // The SDK takes an answer of another time for clock skew, and then repeats every call that was refused.
    const date = new Date(this.#options.clock.now()).toUTCString();
    return { ...response, headers: { 'x-amzn-requestid': randomUUID(), date, ...response.headers } };
  }

  async #callOperation(
    exchange: Exchange,
    authorization: Authorization | undefined,
    traceHeader: string | undefined,
  ): Promise<HttpResponse | 'hang-up'> {
    const { service, operation, accessKeyId } = admit(exchange, authorization);
    const call = this.calls.begin({
      time: this.#options.clock.now(),
      caller: this.#options.principals.principalOf(accessKeyId),
      service: service.signingName,
      operation: exchange.operation,
      input: exchange.readInput(),
    });
    const planned = this.faults.plan(call);
    await planned.before();
    await this.#pass(planned.latencyMilliseconds);
    if (planned.fault?.kind === 'never-delivered') {
      this.calls.settle(call, 'never-delivered', false);
      return 'hang-up';
    }

    const caller = { ...call.caller, ...(traceHeader !== undefined && { traceHeader }) };
    const result = await this.#perform(operation, { ...call, caller }, accessKeyId, planned.fault);
    await planned.after();
    const answered = planned.fault?.kind !== 'lost-answer';
    this.calls.settle(call, result.error?.name ?? 'ok', answered);
    if (!answered) return 'hang-up';
    return result.error === undefined ? exchange.answer(result.output) : exchange.refuse(result.error);
  }

  async #perform(operation: Operation, call: Call, accessKeyId: string, fault: PlannedFaults['fault']) {
    try {
      if (fault?.kind === 'error') {
        throw new ServiceError(fault.name, fault.message ?? 'injected fault', fault.httpStatus);
      }
      if (fault?.kind === 'throttle' || !this.#limits.take(call.service, call.operation, this.#options.clock.now())) {
        throw new ServiceError('ThrottlingException', 'Rate exceeded');
      }
      this.#options.principals.authorize(accessKeyId, operation.authorize(call.input));
      const output: JsonObject = await operation.handle(call.input, call.caller);
      return { output, error: undefined };
    } catch (error) {
      if (!(error instanceof ServiceError)) this.#reportDefect(error);
      return { output: undefined, error: asServiceError(error) };
    }
  }

  /** Lets account time pass. */
  async #pass(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return;
    const { clock } = this.#options;
    await new Promise<void>((resolve) => clock.at(clock.now() + milliseconds, resolve));
  }

  #reportDefect(error: unknown): void {
    if (this.#options.onDefect !== undefined) {
      this.#options.onDefect(error);
      return;
    }
    queueMicrotask(() => {
      throw error;
    });
  }
}

function asServiceError(error: unknown): ServiceError {
  return error instanceof ServiceError
    ? error
    : new ServiceError('InternalFailure', 'The local account failed while it handled the request', 500);
}
