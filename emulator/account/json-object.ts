import type { JsonObject } from '../services/service.ts';

/** Narrows what was parsed to an object that is neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
