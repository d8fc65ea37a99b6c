/** The account and region that the local account plays. */
export interface AccountIdentity {
  readonly accountId: string;
  readonly region: string;
}
