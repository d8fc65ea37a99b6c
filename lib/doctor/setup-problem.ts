/** Errors of the SDK that come before any call: no credentials, an expired single sign-on, no region. */
const NAMES = ['CredentialsProviderError', 'TokenProviderError'];

/** What is wrong with the AWS configuration of this machine; undefined for every other error. */
export function setupProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NAMES.includes(error.name)) {
    return `no AWS credentials: ${error.message}; sign in (aws sso login, AWS_PROFILE=...) and run it again`;
  }
  if (error.message === 'Region is missing') {
    return 'no AWS region: name it with --region, AWS_REGION or the region of your profile';
  }
  return undefined;
}
