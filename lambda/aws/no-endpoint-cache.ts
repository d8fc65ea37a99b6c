/**
 * Stands in the bundle for the SDK's cache of discovered endpoints (esbuild alias in `package/function-bundle.ts`): DynamoDB's client makes one,
 * and no command of it discovers any. The real one brings two packages of collections along.
 */
export class EndpointCache {}
