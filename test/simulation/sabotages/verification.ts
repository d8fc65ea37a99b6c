import type { Sabotage } from '../sabotage.ts';

const VERIFYING = 'decision/verifying.ts';
const NOT_RECOVERED = 'decision/not-recovered.ts';
const END_AFTER_ROLLBACK = 'decision/end-after-rollback.ts';

/** How a rollback ends. */
export const VERIFICATION: readonly Sabotage[] = [
  {
    rule: 'what is told of a recovery counts from the end of the rollback',
    changes: [
      {
        file: 'decision/verifying.ts',
        from: 'span(now - endOf(turn, incident))',
        to: 'span(now - incident.succeededAt)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'a recovery is told as so long after the rollback as it was > by the last action of the stage, although its end was seen much later',
    },
  },
  {
    rule: 'a muted alarm asks for no further rollback',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: '(verdict.inAlarm ?? []).filter((arn) => !isMuted(arn))',
        to: '(verdict.inAlarm ?? [])',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm that is muted when it goes on > beside a rollback > asks for no further one, though it is still on (since 09:05)',
    },
  },
  {
    rule: 'an alarm that is muted under a rollback is put off',
    changes: [
      {
        file: 'decision/step.ts',
        from: 'return refused === undefined ? covered : withLookAgain(covered, cause, refused, turn.now);',
        to: 'return covered;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm that is muted when it goes on > beside a rollback > asks for no further one, though it is still on (since 09:07)',
    },
  },
  {
    rule: 'an alarm that may still look back on what was replaced asks for no further rollback',
    changes: [{ file: NOT_RECOVERED, from: 'inAlarm: arnsOf(outlasted)', to: 'inAlarm: arnsOf(on)' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > one that may still look back on the first suspect is none: it is said how long it can stay on',
    },
  },
  {
    rule: "what the pipeline's own rule brought back is rolled back where an alarm begins behind that",
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "(cause.kind !== 'observed' || !broughtBackYoung(turn, incident))",
        to: 'true',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: "an alarm begins behind the rollback of somebody else, and stays on > where that was the pipeline's own rule, which brought back what is bad: it is rolled back once the time to recover is over",
    },
  },
  {
    rule: "what the pipeline's own rule brought back is left alone where it was behind its bake time",
    changes: [{ file: END_AFTER_ROLLBACK, from: 'isOwn && age <= settings.bakeMinutes * MINUTE', to: 'isOwn' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'an alarm begins behind the rollback of somebody else, and stays on > where that brought back what had been live for days: people are told',
    },
  },
  {
    rule: 'behind the rollback of a person it is for a person to go back further',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'isOwn && age <=', to: 'age <=' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'an alarm begins behind the rollback of somebody else, and stays on > where that was a person: people are told, and a person decides',
    },
  },
  {
    rule: 'unknown is not OK',
    changes: [
      { file: 'decision/alarm.ts', from: "unknown.length > 0 ? 'unknown'", to: "unknown.length > 99 ? 'unknown'" },
    ],
    missedBy: {
      file: 'lambda/decision/alarm.test.ts',
      test: 'the health of several alarms > is unknown if one does not exist',
    },
  },
  {
    rule: 'a deployment that overtakes a rollback ends its incident',
    changes: [{ file: VERIFYING, from: 'superseded ?? verdict', to: 'verdict' }],
    missedBy: {
      file: 'lambda/alarm-while-open.test.ts',
      test: 'people are told of an alarm that a rollback was to answer, when a deployment overtakes the rollback',
    },
  },
  {
    rule: 'what merely waits in the stage overtakes nothing',
    changes: [
      { file: END_AFTER_ROLLBACK, from: 'if (lastDeployed(turn)?.by !== execution) return undefined;', to: '' },
    ],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: 'a rollback is overtaken > not by what merely waits there',
    },
  },
  {
    rule: 'alarms have their time to recover',
    changes: [{ file: VERIFYING, from: 'if (now < deadline) return undefined;', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: 'what was on before the suspect counts for no recovery',
    changes: [{ file: VERIFYING, from: "value === 'ALARM' && since <= plan.since", to: 'false' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > an alarm that has been on for days is none, and the end says so',
    },
  },
  {
    rule: "behind a person's rollback an alarm may still come",
    changes: [
      {
        file: VERIFYING,
        from: "const isSure = cause.kind === 'alarm' || sawAlarm || now >= deadline;",
        to: 'const isSure = true;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a person was faster than the alarm > in the console: the alarm belongs to what that rollback replaced, and the target stays',
    },
  },
  {
    rule: 'an alarm that outlasted a rollback asks for a further one',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'if (further.length === 0) return', to: 'return' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a further rollback needs a reason of its own > one that went on under the first suspect and stays on is, and nothing has recovered as long as it is on',
    },
  },
  {
    rule: 'what recovers behind another rollback is not its own recovery',
    changes: [{ file: END_AFTER_ROLLBACK, from: 'rollback.at === acceptedAt ?', to: 'rollback ?' }],
    missedBy: {
      file: 'lambda/decision/end-after-rollback.test.ts',
      test: "an automatic rollback that recovered counts still where another one's recovery came behind it, of the same suspect",
    },
  },
  {
    rule: 'a recovered rollback is noted',
    changes: [
      {
        file: END_AFTER_ROLLBACK,
        from: "verdict.code === 'recovered' ? withRecovered(thawed, incident) : thawed",
        to: 'thawed',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'a rollback after which every alarm recovered counts no longer, also where another alarm is on when the next release comes',
    },
  },
  {
    rule: 'an alarm that goes on behind a rollback is told as that, not as one that stayed on',
    changes: [{ file: NOT_RECOVERED, from: 'alarm.since > succeededAt);', to: 'false);' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'an alarm that is off when the rollback is through, and goes on afterwards > is told as what it is: on since then, under what the rollback brought back',
    },
  },
  {
    rule: 'an alarm that goes on behind a rollback, and may look back on before, accuses nobody',
    changes: [
      {
        file: NOT_RECOVERED,
        from: 'outlasted.includes(alarm) || beganBehind(alarm, facts, succeededAt)',
        to: 'true',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'an alarm that is off when the rollback is through, and goes on afterwards > may tell of before as long as it looks back on that',
    },
  },
  {
    rule: 'an alarm whose datapoints began behind a rollback does not tell of before',
    changes: [{ file: NOT_RECOVERED, from: ' || beganBehind(alarm, facts, succeededAt)', to: '' }],
    missedBy: {
      file: 'lambda/decision/cases/behind-a-rollback.test.ts',
      test: 'an alarm that is off when the rollback is through, and goes on afterwards > does not where its datapoints say that it began behind the rollback',
    },
  },
];
