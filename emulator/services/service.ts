import type { JsonObject } from '../account/json-object.ts';
import type { ResourcePolicy } from './iam/resource-policy.ts';

/** Who makes a call, as AWS sees it. */
export interface Caller {
  /** For the function: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`; for everybody else an IAM user of the account. */
  readonly arn: string;
  /** The header `X-Amzn-Trace-Id` of the call: a function's SDK passes on the one of its invocation. */
  readonly traceHeader?: string;
}

/** A permission that AWS checks for a call: one action on one resource ARN (or `*` where AWS takes no resource). */
export interface RequiredPermission {
  readonly action: string;
  readonly resource: string;
  /** The policy of the resource itself, if it has one. */
  readonly resourcePolicy?: ResourcePolicy;
  /** Whether the caller's policies and that of the resource have both to allow it; one of them is enough otherwise. */
  readonly bothSides?: true;
}

/** One API operation of an emulated service. */
export interface Operation {
  /**
   * What IAM checks before the operation runs; all of it must be allowed. Comes from the Service Authorization Reference.
   * Gets the raw input: a malformed one must not throw here, but in `handle`.
   */
  readonly authorize: (input: JsonObject) => readonly RequiredPermission[];
  /** Validates the input and does the work. Throws {@link ServiceError} for every error that AWS would answer. */
  readonly handle: (input: JsonObject, caller: Caller) => JsonObject | Promise<JsonObject>;
}

/**
 * An emulated AWS service: the operations behind one endpoint. It knows nothing of HTTP, IAM or faults; the account's
 * front door (`emulator/account/front-door/`) decodes the wire protocol, checks the caller's policies, injects faults and calls it.
 */
export interface Service {
  /** Name in the credential scope of a signed request, e.g. `codepipeline`, `monitoring`, `events`, `sqs`. */
  readonly signingName: string;
  /** What stands before the dot in `X-Amz-Target`, e.g. `CodePipeline_20150709`. */
  readonly targetPrefix: string;
  readonly operations: { readonly [name: string]: Operation };
  /**
   * Names of the members, at any depth, that are timestamps. AWS JSON needs no list; the query protocol (ISO 8601) and
   * CBOR (tag 1) do, and translate to and from epoch seconds with it.
   */
  readonly timestampMembers?: readonly string[];
  /** Names of the output members that are maps, not structures: only the query protocol tells them apart. */
  readonly mapMembers?: readonly string[];
}

/** An error that AWS answers: its name goes to `__type` on the wire. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly httpStatus: number;

  constructor(name: string, message: string, httpStatus = 400) {
    super(message);
    this.name = name;
    this.httpStatus = httpStatus;
  }
}

/** An event as a service hands it to the default event bus; the bus adds `version`, `id`, `account`, `region`. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** The default event bus, as the services see it. */
export type PublishEvent = (event: ServiceEvent) => void;
