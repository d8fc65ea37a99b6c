/*
 * The contract between the construct, which makes the event rules, and the check of readiness, which looks whether they
 * are still there.
 */

/** A rule of this controller on the event bus, as far as it can wake the controller (API:Rule). */
export interface EventRule {
  readonly name: string;
  /** A disabled rule matches nothing. */
  readonly enabled: boolean;
  readonly description: string;
  readonly matches: Matched;
}

/** What events a rule matches. */
export type Matched =
  /** One of these alarms goes into ALARM. */
  | { readonly kind: 'alarms'; readonly alarms: readonly string[] }
  /** A stage of one of these names, of one of these pipelines, gets into one of {@link STAGE_STATES}. */
  | { readonly kind: 'stages'; readonly pipelines: readonly string[]; readonly stages: readonly string[] }
  /** Others, a schedule, or what cannot be read: nothing that a guard may rely on. */
  | { readonly kind: 'others' };

/**
 * The states of a stage that the controller is woken for: it starts, resumes or ends. STOPPING is followed by STOPPED
 * (UG:detect-state-changes-cloudwatch-events).
 */
export const STAGE_STATES = ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'] as const;

/**
 * Description of the alarm rules of a guard. They hand their events over for this guard alone, so where an alarm is in two
 * guards the rule of one is none for the other; the description is what ListRules tells them apart by.
 */
export function alarmRuleDescription(guard: { readonly pipeline: string; readonly stage: string }): string {
  const { pipeline, stage } = guard;
  return `An alarm that guards stage ${stage} of pipeline ${pipeline} goes into ALARM.`;
}
