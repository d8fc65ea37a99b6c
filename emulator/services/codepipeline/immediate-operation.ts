import type { JsonObject } from '../../account/json-object.ts';
import type { Caller, Operation } from '../service.ts';

/** An operation that answers without waiting: everything the model does is in memory. */
export interface ImmediateOperation extends Operation {
  readonly handle: (input: JsonObject, caller: Caller) => JsonObject;
}
