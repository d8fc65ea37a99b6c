/** A JSON value of an API's input or output. Timestamps are numbers: epoch seconds, fractions allowed. */
export type JsonObject = { readonly [key: string]: unknown };

/** Narrows what was parsed to an object that is neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
