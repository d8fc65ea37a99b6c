/** The user's configuration cannot be deployed. The message says what is wrong, where, and what to do; no stack trace is needed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
