/** Errors of the SDK that come before any call: no credentials, an expired single sign-on, no region. */
const NAMES = ['CredentialsProviderError', 'TokenProviderError'];

/** What is wrong with the AWS configuration of this machine; undefined for every other error. `profile`: the one that was asked for. */
export function setupProblem(error: unknown, profile?: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NAMES.includes(error.name)) {
    if (profile !== undefined) {
      return `no AWS credentials by profile "${profile}": ${error.message}; aws configure list-profiles shows the profiles there are, aws sso login --profile ${profile} signs in`;
    }
    return `no AWS credentials: ${error.message}; sign in (aws sso login, AWS_PROFILE=...) and run it again`;
  }
  if (error.message === 'Region is missing') {
    return 'no AWS region: name it with --region, AWS_REGION or the region of your profile';
  }
  return undefined;
}
