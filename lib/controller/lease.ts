import type { Duration } from 'aws-cdk-lib';
import { ConfigurationError } from '../configuration-error.ts';

/** Between the end of the slowest invocation and the end of its lease: room for clocks that disagree. */
const MARGIN_SECONDS = 5;

/** A function that outlived its lease could act while another one holds the stage. Throws unless the lease is longer. */
export function checkLease(timeout: Duration, lease: Duration): void {
  const least = timeout.toSeconds() + MARGIN_SECONDS;
  if (lease.toSeconds() >= least) return;
  throw new ConfigurationError(
    `lease: ${lease.toSeconds()} seconds is too short for a function timeout of ${timeout.toSeconds()} seconds; a lease must be at least ${MARGIN_SECONDS} seconds longer than the timeout: use a lease of ${least} seconds or more`,
  );
}
