import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in the bundle for the SDK's default credential chain (esbuild alias in `package/function-bundle.ts`): Lambda puts
 * the role's credentials into the environment (L:configuration-envvars), and the providers for laptops, containers and
 * single sign-on would be an eighth of the code to load at a cold start.
 */
export const defaultProvider = fromEnv;
