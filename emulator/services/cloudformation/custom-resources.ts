import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { HttpRoute } from '../../account/front-door/http.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { AccountClock } from '../../account/virtual-clock.ts';
import type { Functions } from '../lambda/functions.ts';

/** What CloudFormation asks the function behind a custom resource (UG:crpg-ref-requests). */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceProperties: JsonObject;
  readonly OldResourceProperties?: JsonObject;
  readonly PhysicalResourceId?: string;
}

const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().min(1).max(1024),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  Data: z.record(z.string(), z.unknown()).default({}),
});
export type CustomResourceAnswer = Pick<z.infer<typeof Answer>, 'Status' | 'Reason' | 'PhysicalResourceId' | 'Data'>;

export interface CustomResourcesOptions {
  readonly clock: AccountClock;
  readonly functions: Functions;
  /** Origin of the URLs that answers are put to. */
  readonly origin: string;
  /** A request is made a second after the answer to the one before. */
  readonly inTurn: boolean;
}

const PATH = '/cloudformation-custom-resource-response/';
/** UG:crpg-ref-responses */
const MOST_BYTES = 4096;
const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Has functions make custom resources: the request is an asynchronous event of the function, the answer is put to a URL that needs no other
 * credentials. One that never comes fails the request at its `ServiceTimeout`.
 */
export class CustomResources {
  readonly #options: CustomResourcesOptions;
  readonly #waiting = new Map<string, (answer: CustomResourceAnswer | { readonly refused: string }) => void>();
  /** Every request that was made, oldest first, with its answer once it came. */
  readonly requests: { readonly request: CustomResourceRequest; answer?: CustomResourceAnswer }[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CustomResourcesOptions) {
    this.#options = options;
  }

  /** Answers what the function answered; FAILED, under an id that CloudFormation makes up, where it did not. */
  request(request: CustomResourceRequest): Promise<CustomResourceAnswer> {
    const { clock, inTurn } = this.#options;
    if (!inTurn) return this.#request(request);
    const answer = this.#last.then(() => this.#request(request));
    this.#last = answer.then(() => new Promise<void>((resolve) => clock.at(clock.now() + 1000, resolve)));
    return answer;
  }

  async #request(request: CustomResourceRequest): Promise<CustomResourceAnswer> {
    const { clock, functions, origin } = this.#options;
    const { ServiceToken: token, ServiceTimeout: seconds = DEFAULT_TIMEOUT_SECONDS } = request.ResourceProperties;
    const noted: (typeof this.requests)[number] = { request };
    this.requests.push(noted);
    const failed = (Reason: string): CustomResourceAnswer => {
      const PhysicalResourceId = request.PhysicalResourceId ?? `${request.LogicalResourceId}-${randomUUID()}`;
      return { Status: 'FAILED', Reason, PhysicalResourceId, Data: {} };
    };
    const provider = functions.find(String(token));
    if (provider === undefined) return failed(`Function not found: ${token}`);
    const RequestId = randomUUID();
    const event = { ...request, RequestId, ServiceToken: token, ResponseURL: `${origin}${PATH}${RequestId}` };
    const answered = new Promise<CustomResourceAnswer>((resolve) => {
      const giveUp = clock.at(clock.now() + Number(seconds) * 1000, () => {
        this.#waiting.delete(RequestId);
        resolve(failed('CloudFormation did not receive a response from your Custom Resource.'));
      });
      this.#waiting.set(RequestId, (answer) => {
        giveUp();
        resolve('refused' in answer ? failed(answer.refused) : answer);
      });
    });
    provider.events.accept(JSON.stringify(event));
    noted.answer = await answered;
    return noted.answer;
  }

  /** Where the answers are put, once each: later ones of the same request change nothing. */
  get route(): HttpRoute {
    return {
      pathPrefix: PATH,
      handle: async ({ method, path, body }) => {
        if (method !== 'PUT') return { status: 403, headers: {}, body: 'SignatureDoesNotMatch' };
        const requestId = path.slice(PATH.length);
        const take = this.#waiting.get(requestId);
        this.#waiting.delete(requestId);
        take?.(this.#read(body, requestId));
        return { status: 200, headers: {}, body: '' };
      },
    };
  }

  #read(body: Buffer, requestId: string): CustomResourceAnswer | { readonly refused: string } {
    if (body.byteLength > MOST_BYTES) return { refused: 'Response object is too long.' };
    const parsed = Answer.safeParse(JSON.parse(body.toString('utf8')));
    if (!parsed.success) return { refused: `Invalid response object: ${z.prettifyError(parsed.error)}` };
    if (parsed.data.RequestId !== requestId) return { refused: 'Invalid RequestId in the response object' };
    if (parsed.data.Status === 'FAILED' && !parsed.data.Reason) return { refused: 'Invalid response: no Reason' };
    return parsed.data;
  }
}
