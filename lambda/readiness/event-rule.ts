/*
 * The contract between the construct, which makes the event rules, and the check of readiness, which looks whether they
 * are still there.
 */

/** A rule of this controller on the event bus, as far as it can wake the controller (API:Rule). */
export interface EventRule {
  readonly name: string;
  /** A disabled rule matches nothing. */
  readonly enabled: boolean;
  /** Every alarm that goes into ALARM; every stage that gets into one of {@link STAGE_STATES}; or nothing that a guard may rely on. */
  readonly matches: 'alarms' | 'stages' | 'others';
}

/** The name of the rule of a spoke, the same everywhere. */
export const SPOKE_RULE = 'rollback-spoke';

/** The rule of a spoke, which forwards alarms of another account or region. */
export interface SpokeRule {
  readonly enabled: boolean;
  /** ARNs. */
  readonly targets: readonly string[];
  /** The ARN of the controller's bus for them. */
  readonly bus: string;
}

/**
 * The states of a stage that the controller is woken for: it starts, resumes or ends. STOPPING is followed by STOPPED
 * (UG:detect-state-changes-cloudwatch-events).
 */
export const STAGE_STATES = ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'] as const;

/** What to do with a rule that is disabled. */
export function enabling(rule: string): string {
  return `enable the rule: aws events enable-rule --name ${rule}`;
}
