import type { JsonObject } from '../../../emulator/account/json-object.ts';
import type { Caller, Service, ServiceError } from '../../../emulator/services/service.ts';

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
  const name = operationOf(command.constructor);
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`the emulated ${service.signingName} has no operation ${name}`);
  try {
    return withDates(await operation.handle(command.input as JsonObject, caller), timestamps);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw toSdkError(error, { httpStatusCode: error.httpStatus });
  }
}

const NAMES = new Map<unknown, string>();

function operationOf(command: { readonly name: string }): string {
  const known = NAMES.get(command);
  if (known !== undefined) return known;
  const name = command.name.replace(/Command$/, '');
  NAMES.set(command, name);
  return name;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'httpStatus' in error;
}

/** Items that are frozen are the same in every answer, and so are their copies. */
const REVIVED = new WeakMap<object, unknown>();

function itemWithDates(item: unknown, timestamps: ReadonlySet<string>): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const known = REVIVED.get(item);
  if (known !== undefined) return known;
  if (!Object.isFrozen(item)) return withDates(item, timestamps);
  const copy = withDates(item, timestamps);
  REVIVED.set(item, copy);
  return copy;
}

/** A copy where something in it is a date; what holds none is handed on as it is, for nobody changes an answer. */
function withDates(value: unknown, timestamps: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let items: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const copy = itemWithDates(item, timestamps);
      if (copy === item) continue;
      items ??= [...value];
      items[index] = copy;
    }
    return items ?? value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value];
    let changed = member;
    if (typeof member === 'object') changed = withDates(member, timestamps);
    else if (typeof member === 'number' && timestamps.has(name)) changed = new Date(Math.round(member * 1000));
    if (changed === member) continue;
    copy ??= { ...value };
    copy[name] = changed;
  }
  return copy ?? value;
}
