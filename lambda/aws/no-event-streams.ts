/**
 * Stands in the bundle for the SDK's event streams (esbuild alias in `package/function-bundle.ts`): no operation that is called
 * here has one. The SDK loads them by a dynamic import, for which esbuild would wrap them, and all that they import, in functions
 * that are parsed twice at a cold start.
 */
throw new Error('an operation with an event stream: take the alias of event streams out of package/function-bundle.ts');

export {};
