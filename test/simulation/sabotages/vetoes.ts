import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/vetoes.ts';
const PERFORM = 'stage/perform.ts';
const BREAKER = 'aws/breaker.ts';

/** What keeps an automatic rollback from being made at all. */
export const VETOES: readonly Sabotage[] = [
  {
    rule: 'the pause of a stage',
    changes: [{ file: SOURCE, from: 'if (pause !== undefined) return', to: 'if (false) return' }],
    missedBy: { file: 'lambda/stopped-for-nothing.test.ts', test: 'the stage was paused meanwhile' },
  },
  {
    rule: 'the pause of the controller',
    changes: [{ file: SOURCE, from: 'if (everything !== undefined) return', to: 'if (false) return' }],
    missedBy: { file: 'lambda/decision/vetoes.test.ts', test: 'a pause > of the stage or of the controller holds' },
  },
  {
    rule: 'a release is rolled back automatically once',
    changes: [{ file: SOURCE, from: 'if (bad !== undefined) {', to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'an alarm while the stage is running > does not wait for what it could not roll back: already-rolled-back',
    },
  },
  {
    rule: 'the limit of automatic rollbacks',
    changes: [{ file: SOURCE, from: 'rollbacks.length >= policy.maxAutomaticRollbacks', to: 'rollbacks.length < 0' }],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'an alarm while the stage is running > does not wait for what it could not roll back: limit-reached',
    },
  },
  {
    rule: 'the limit of further rollbacks under one incident',
    changes: [
      {
        file: 'decision/end-after-rollback.ts',
        from: 'if (counted.length >= settings.maxAutomaticRollbacks) return [];',
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/alarm-while-open.test.ts',
      test: "a person's rollback is refused while another is verified: that one ends first",
    },
  },
  {
    rule: 'a recovered rollback counts while the stage is frozen',
    changes: [{ file: SOURCE, from: 'return isFrozen ? automaticRollbacks : ', to: 'return ' }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'the limit > counts no rollback after which every alarm recovered, once its freeze is released',
    },
  },
  {
    rule: 'a recovered rollback counts no longer once the freeze is released',
    changes: [{ file: SOURCE, from: '!recovered && at >= okAt', to: 'at >= okAt' }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'the limit > counts it no longer where the transition was disabled by somebody else',
    },
  },
  {
    rule: 'an alarm of the platform vetoes',
    changes: [{ file: SOURCE, from: 'if (on.length === 0) return undefined;', to: 'return undefined;' }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'an alarm that speaks of the platform > vetoes while it is on, and only then',
    },
  },
  {
    rule: 'an alarm that looks back on trouble of the platform tells of that',
    changes: [{ file: SOURCE, from: "alarm.value === 'ALARM' || (", to: "alarm.value === 'ALARM' || (false && " }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'an alarm that speaks of the platform > vetoes as long as the alarm of the guard looks back on its trouble, and two minutes',
    },
  },
  {
    rule: 'trouble that may have begun with that of the platform may be that',
    changes: [{ file: SOURCE, from: 'Math.max(lookedBackOn, onset.earliest)', to: 'Math.max(lookedBackOn, onset.at)' }],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'an alarm that speaks of the platform > vetoes where it cannot be told that the trouble of the stage began later: no datapoints of that can be read',
    },
  },
  {
    rule: 'a veto is looked at again',
    changes: [
      {
        file: 'decision/postponed.ts',
        from: 'if (code === hold.platformTrouble.code && now < until) {',
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm that an alarm of the platform vetoes is looked at again, and rolled back for once that is off',
    },
  },
  {
    rule: 'a veto that cannot be read is no "off"',
    changes: [
      {
        file: SOURCE,
        from: 'const alarm = alarmIn(facts, arn);',
        to: "const read = facts.alarms[arn]; const alarm = read?.ok ? read.value : 'not-found';",
      },
    ],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'an alarm that speaks of the platform > that cannot be read is no "off"',
    },
  },
  {
    rule: 'dry-run',
    changes: [
      { file: 'decision/aim.ts', from: "if (cause.kind === 'alarm' && policy.mode === 'dry-run')", to: 'if (false)' },
    ],
    missedBy: {
      file: 'lambda/decision/hold.test.ts',
      test: 'each reason to hold is reached and quotes what was compared > dry-run',
    },
  },
  {
    rule: 'the breaker',
    changes: [
      { file: PERFORM, from: "if (admission === 'entered') return undefined;", to: 'if (admission) return undefined;' },
    ],
    missedBy: {
      file: 'lambda/stage/perform.test.ts',
      test: 'the breaker > keeps a rollback that it does not let in from being called',
    },
  },
  {
    rule: 'the breaker is for automatic rollbacks',
    changes: [
      {
        file: PERFORM,
        from: 'if (rollback === undefined || !rollback.automatic || limit === undefined)',
        to: 'if (rollback === undefined || limit === undefined)',
      },
    ],
    missedBy: {
      file: 'lambda/stage/perform.test.ts',
      test: 'the breaker > is not asked about the rollback of a person',
    },
  },
  {
    rule: 'an incident enters the breaker once',
    changes: [
      { file: BREAKER, from: "if (entered[incident] !== undefined) return 'entered';", to: '' },
      {
        file: BREAKER,
        from: 'attribute_exists(entered.#incident) OR size(entered) < :count',
        to: 'size(entered) < :count',
      },
    ],
    missedBy: {
      file: 'contracts/breaker.test.ts',
      test: 'breaker in DynamoDB > counts an incident once: one that has entered stays so, also when the breaker is full',
    },
  },
  {
    rule: 'the breaker is full',
    changes: [{ file: BREAKER, from: 'if (others.length >= limit.count) return', to: 'if (false) return' }],
    missedBy: {
      file: 'contracts/breaker.test.ts',
      test: 'breaker in DynamoDB > lets as many incidents in as its limit says, and tells the others how many that were',
    },
  },
  {
    rule: 'who enters the breaker enters if there is room',
    changes: [
      {
        file: BREAKER,
        from: 'attribute_exists(entered.#incident) OR size(entered) < :count',
        to: 'attribute_exists(entered.#incident) OR size(entered) < :count OR size(entered) >= :count',
      },
    ],
    missedBy: {
      file: 'contracts/breaker.test.ts',
      test: 'breaker in DynamoDB > lets as many incidents in as its limit says, and tells the others how many that were',
    },
  },
  {
    rule: 'the breaker forgets',
    changes: [{ file: BREAKER, from: '.filter(([, at]) => at > now - minutes * MINUTE)', to: '' }],
    missedBy: {
      file: 'contracts/breaker.test.ts',
      test: 'breaker in DynamoDB > forgets what is older than its minutes',
    },
  },
  {
    rule: 'a rollback from before a moment at which every alarm was OK counts no longer',
    changes: [{ file: SOURCE, from: ' && at >= okAt', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/failed-rollback.test.ts',
      test: 'a rollback that failed > half-way is over once the alarms are off: the next bad release is rolled back, too',
    },
  },
  {
    rule: 'what an alarm was that has changed since is asked, and not taken for OK',
    changes: [
      {
        file: 'decision/vetoes.ts',
        from: 'return changed.every(',
        to: 'return !changed.some(() => false) || changed.every(',
      },
    ],
    missedBy: {
      file: 'lambda/decision/vetoes.test.ts',
      test: 'the limit > counts nothing from before a moment at which every alarm was OK and the suspect began deploying > not where one of them was on, or without data, or nothing tells what it was',
    },
  },
];
