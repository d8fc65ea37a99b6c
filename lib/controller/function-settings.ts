import { Duration, type Stack } from 'aws-cdk-lib';
import { scopeForFunction } from '../guards/guard-scope.ts';
import { DEFAULT_RUNBOOK } from '../monitoring/runbook.ts';
import type { RollbackControllerProps } from '../rollback-controller-props.ts';
import { checkedMaxRollbacks } from './max-rollbacks.ts';

/** What the props say, as the environment of the function tells it (`lambda/environment.ts`). */
export function functionSettings(
  { scope, runbook, spokes, maxRollbacks, decisionRetention, artifactBuckets }: RollbackControllerProps,
  stack: Stack,
  lease: Duration,
) {
  return {
    SCOPE: stack.toJsonString(scopeForFunction(scope, stack.stackId)),
    RUNBOOK: runbook ?? DEFAULT_RUNBOOK,
    ...(spokes && {
      SPOKES: JSON.stringify({ accounts: spokes.accounts, regions: spokes.regions, externalId: spokes.externalId }),
    }),
    ...(artifactBuckets?.length && {
      ARTIFACT_BUCKETS: stack.toJsonString(artifactBuckets),
    }),
    MAX_ROLLBACKS: checkedMaxRollbacks(maxRollbacks),
    LEASE_SECONDS: `${lease.toSeconds()}`,
    DECISION_RETENTION_DAYS: `${(decisionRetention ?? Duration.days(365)).toDays()}`,
  };
}
