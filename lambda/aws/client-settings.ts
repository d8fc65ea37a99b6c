import type { CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import type { CloudEnvironment } from '../environment.ts';

/** What every client is made with; the SDK looks up what is left out, in the environment and in the files of a laptop. */
export type ClientSettings = Pick<
  CodePipelineClientConfig,
  | 'region'
  | 'credentials'
  | 'requestHandler'
  | 'defaultsMode'
  | 'retryMode'
  | 'useFipsEndpoint'
  | 'useDualstackEndpoint'
  | 'authSchemePreference'
  | 'userAgentAppId'
> & { readonly ignoreConfiguredEndpointUrls?: boolean };

/** As it is on Lambda: nothing is left to look up, which each client would do for itself at its first call. */
export function settingsOnLambda({ region, fips, dualStack, ownEndpoints }: CloudEnvironment): ClientSettings {
  return {
    ...(region !== undefined && { region }),
    credentials: fromEnv(),
    defaultsMode: 'standard',
    retryMode: 'standard',
    useFipsEndpoint: fips,
    useDualstackEndpoint: dualStack,
    authSchemePreference: ['sigv4'],
    userAgentAppId: '',
    ignoreConfiguredEndpointUrls: !ownEndpoints,
  };
}
