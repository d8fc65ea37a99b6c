/** What a call came to: its result, or the name of the error that AWS answered. */
export type Outcome<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: string };

/**
 * Makes the call. An error that AWS answered (4xx) is a value; a broken connection, a fault of AWS and missing credentials
 * are not, and escape.
 */
export async function outcomeOf<Result>(call: Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (isRefusal(error)) return { ok: false, error: error.name };
    throw error;
  }
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && '$fault' in error && error.$fault === 'client';
}
