/** What CloudWatch does not document and real answers show in one form or another; the defaults are what most of them show. */
export interface AlarmSwitches {
  /** Where the newest evaluated period ends: at the last full minute (as real reason data shows), or at a multiple of the period. */
  readonly periodsEndAt: 'fullMinute' | 'multipleOfPeriod';
  /**
   * The periods in `evaluatedDatapoints` of an alarm's reason data, newest first: those up to the one that decided the
   * state, or the whole evaluated window. Real ones hold one of three where one was enough.
   */
  readonly evaluatedDatapoints: 'decisive' | 'all';
  /** Older alarms' reason data had no `evaluatedDatapoints` at all, as the samples of the user guide of 2019. */
  readonly evaluatedDatapointsShown: boolean;
}

export const DEFAULT_ALARM_SWITCHES: AlarmSwitches = {
  periodsEndAt: 'fullMinute',
  evaluatedDatapoints: 'decisive',
  evaluatedDatapointsShown: true,
};
