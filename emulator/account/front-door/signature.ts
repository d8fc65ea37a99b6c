/** What the Authorization header of a SigV4-signed request says. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly region: string;
  /** The service in the credential scope, e.g. `monitoring`. */
  readonly signingName: string;
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\b/;

/** Absent for a missing header and for one that is not of Signature Version 4. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, accessKeyId, region, signingName] = CREDENTIAL.exec(header ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
  return { accessKeyId, region, signingName };
}
