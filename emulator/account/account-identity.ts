/** An account and region that the local account plays. */
export interface AccountIdentity {
  readonly accountId: string;
  readonly region: string;
  /** The organization that the account is in; absent where it is in none. */
  readonly organization?: string;
}
