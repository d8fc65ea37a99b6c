import type { Caller, JsonObject, Service, ServiceError } from '../../../emulator/service.ts';

/** An SDK error for what a service answered. */
export type ToSdkError = (error: ServiceError, metadata: { readonly httpStatusCode: number }) => Error;

interface InProcessOptions {
  readonly service: Service;
  readonly caller: Caller;
  /** Members that the SDK hands over as Date. */
  readonly timestamps: ReadonlySet<string>;
  readonly toSdkError: ToSdkError;
}

/**
 * What an SDK client does with a command, without the wire: an emulated service answers in this process, with dates as
 * Date and errors as the SDK's own classes. So the adapters of `lambda/aws/` themselves run in fast tests.
 */
export async function sendInProcess(
  { service, caller, timestamps, toSdkError }: InProcessOptions,
  command: { readonly input: object },
): Promise<unknown> {
  const name = command.constructor.name.replace(/Command$/, '');
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`the emulated ${service.signingName} has no operation ${name}`);
  try {
    return withDates(await operation.handle(command.input as JsonObject, caller), timestamps);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw toSdkError(error, { httpStatusCode: error.httpStatus });
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'httpStatus' in error;
}

function withDates(value: unknown, timestamps: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withDates(item, timestamps));
  if (typeof value !== 'object' || value === null) return value;
  const revived: Record<string, unknown> = {};
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value];
    revived[name] =
      typeof member === 'number' && timestamps.has(name)
        ? new Date(Math.round(member * 1000))
        : withDates(member, timestamps);
  }
  return revived;
}
