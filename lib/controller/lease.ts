import type { Duration } from 'aws-cdk-lib';
import { SECOND } from '../../lambda/decision/time.ts';
import { LONGEST_LEASE } from '../../lambda/decision/times.ts';
import { ConfigurationError } from '../configuration-error.ts';

/** Between the end of the slowest invocation and the end of its lease: room for clocks that disagree. */
const MARGIN_SECONDS = 5;
/** Of one that ends later the function thinks that somebody has edited the record. */
export const LONGEST_LEASE_SECONDS = LONGEST_LEASE / SECOND - MARGIN_SECONDS;

/** L:gettingstarted-limits */
const LONGEST_TIMEOUT_SECONDS = 900;

/** A function that outlived its lease could act while another one holds the stage. Throws unless the lease is longer. */
export function checkLease(timeout: Duration, lease: Duration): void {
  const taken = timeout.toSeconds();
  if (taken < 1 || taken > LONGEST_TIMEOUT_SECONDS)
    throw new ConfigurationError(
      `timeout: ${taken} seconds; a function may take 1 to ${LONGEST_TIMEOUT_SECONDS} seconds`,
    );
  if (lease.toSeconds() > LONGEST_LEASE_SECONDS)
    throw new ConfigurationError(
      `lease: ${lease.toSeconds()} seconds is too long, since the stage of an invocation that died waits for its end: use at most ${LONGEST_LEASE_SECONDS} seconds`,
    );
  const least = timeout.toSeconds() + MARGIN_SECONDS;
  if (lease.toSeconds() >= least) return;
  throw new ConfigurationError(
    `lease: ${lease.toSeconds()} seconds is too short for a function timeout of ${timeout.toSeconds()} seconds; a lease must be at least ${MARGIN_SECONDS} seconds longer than the timeout: use a lease of ${least} seconds or more`,
  );
}
