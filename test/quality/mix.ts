/**
 * What the histories are made of: docs/quality.md says the same in words. Percentages are shares of histories, releases or
 * events as their comments say; pairs are ranges, ends included. A change of it states the figures before and after.
 */
export const MIX = {
  days: 14,
  bakeMinutes: 60,

  /** Of histories. */
  pipeline: {
    queuedPercent: 30,
    laterStagePercent: 30,
    /** Of later stages. */
    laterStageGuardedPercent: 65,
    secondSourcePercent: 25,
    variablePercent: 20,
    /** `onFailure: ROLLBACK`, whoever else decides. */
    onFailurePercent: 10,
    editedPercent: 10,
    releaseFreezePercent: 10,
    releaseFreezeHours: [6, 60],
    burstPercent: 10,
    burstReleases: 10,
  },

  /** Of stages. */
  stage: {
    approvalBeforePercent: 20,
    approvalAfterPercent: 5,
    testAfterPercent: 25,
    deploying: [
      [70, 'one'],
      [20, 'one after the other'],
      [10, 'side by side'],
    ],
    category: [
      [75, 'Deploy'],
      [20, 'Build'],
      [5, 'Invoke'],
    ],
    deployMinutes: [2, 12],
    testMinutes: [2, 10],
  },

  /** Of guards: how many alarms, and of alarms: period in seconds, evaluation periods, datapoints to alarm. */
  alarms: {
    number: [1, 3],
    compositePercent: 10,
    kinds: [
      [20, [60, 1, 1]],
      [30, [60, 3, 2]],
      [15, [60, 5, 3]],
      [10, [60, 5, 5]],
      [15, [300, 3, 3]],
      [10, [300, 3, 2]],
    ],
    missingData: [
      [50, 'notBreaching'],
      [35, 'missing'],
      [10, 'ignore'],
      [5, 'breaching'],
    ],
    /** From the end of a period to its evaluation. */
    delaySeconds: [10, 70],
  },

  /** A pipeline's releases: a day's number is within one of the pipeline's own, three of ten at weekends. */
  releases: {
    aDay: [1, 6],
    weekendPercent: 30,
    hours: [8, 18],
    badPercent: 10,
    /** A defect lives on in later releases until it is fixed; so often a later change mends it unknowingly. */
    mendedUnknowinglyPercent: 5,
    rerunPercent: 5,
    /** Of reruns: the same commit, built from a bad base image. */
    badTwinPercent: 3,
    actionFailsPercent: 3,
    testFailsPercent: 2,
    rollbackFailsPercent: 2,
    stoppedPercent: 1.5,
  },

  /** When a defect shows while its release is live. */
  defects: {
    kinds: [
      [82, 'at once'],
      [12, 'slowly'],
      [2, 'at peak hours'],
      [3, 'at night'],
      [1, 'late'],
    ],
    atOnceMinutes: [0, 4],
    slowlyMinutes: [5, 50],
    lateMinutes: [70, 300],
    /** Minutes of the day, UTC. */
    peak: [600, 720],
    night: [120, 160],
    /** Of the guard's other metrics than the first that it raises. */
    otherMetricPercent: 60,
    /** Times the threshold. */
    raisedBy: [4, 30],
  },

  /** Causes that have nothing to do with a release. */
  causes: {
    platform: [
      [25, 0],
      [50, 1],
      [25, 2],
    ],
    platformMinutes: [15, 90],
    platformMetricPercent: 80,
    /** Of histories: an alarm of the platform's own, for `unlessAlarms`. */
    platformAlarmPercent: 50,
    /** Single minutes in two weeks, of an alarm that needs several datapoints. */
    blips: [4, 12],
    /** Of alarms that one datapoint turns on: such a minute in two weeks. */
    blipOfSingleDatapointPercent: 5,
    gapPercent: 30,
    gapMinutes: [5, 60],
    /** Of histories: a service that has no data for a while every night. */
    quietNightPercent: 15,
    quietMinutes: [10, 60],
  },

  people: {
    approveMinutes: [
      [60, [1, 20]],
      [40, [20, 240]],
    ],
    approveUrgentMinutes: [2, 12],
    rejectPercent: 4,
    /** Of approvals of a release with a defect that is known. */
    rejectKnownBadPercent: 85,
    /** From an alarm to somebody who looks. */
    lookMinutes: [8, 60],
    /** What they do about a bad release that is live. */
    answer: [
      [50, 'fix'],
      [35, 'roll back'],
      [15, 'later'],
    ],
    fixMinutes: [20, 120],
    laterMinutes: [360, 1440],
    fixAfterRollbackMinutes: [30, 240],
    revertPercent: 30,
    fixFailsPercent: 8,
    fixIsBadPercent: 5,
    rightTargetPercent: 90,
    retryPercent: 55,
    retryMinutes: [5, 40],
    retryFailedActionsPercent: 70,
    releaseAfterNeedlessMinutes: [30, 180],
    rerunAfterNeedlessPercent: 50,
    /** Of fixes in a queue: those before it that are known to be bad are stopped. */
    clearsQueuePercent: 80,
  },
} as const;
