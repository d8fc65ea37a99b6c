import type { Sabotage } from '../sabotage.ts';

const OBSERVED_ALARM = 'decision/observed-alarm.ts';

/** What an event asks for. */
export const EVENTS: readonly Sabotage[] = [
  {
    rule: 'a time to come is none: it would stand for all that comes until then',
    changes: [
      {
        file: 'intake/parse-alarm-event.ts',
        from: 'return time === undefined || time > now + AHEAD ? undefined : time;',
        to: 'return time;',
      },
    ],
    missedBy: {
      file: 'lambda/parse-alarm-event.test.ts',
      test: 'an alarm event of another form survives > with a time to come: it would stand for all that comes until then, and is none',
    },
  },
  {
    rule: 'an alarm that can have no ARN is none',
    changes: [
      {
        file: 'intake/parse-alarm-event.ts',
        from: 'if (parseAlarmArn(named) !== undefined) return named;',
        to: "if (named !== '') return named;",
      },
    ],
    missedBy: {
      file: 'lambda/parse-event.test.ts',
      test: 'a rejection says what is wrong and what is accepted > an alarm event of an account that is none',
    },
  },
  {
    rule: 'an event that tells of an alarm of elsewhere is refused',
    changes: [
      {
        file: 'intake/parse-alarm-event.ts',
        from: 'if (!isSameLocation(told, { partition, account, region }))',
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/parse-alarm-event.test.ts',
      test: 'the alarm of an event lies where the event comes from > an event of another account than its ARN says is refused',
    },
  },
  {
    rule: 'an alarm of elsewhere is not read by its name',
    changes: [
      { file: 'aws/alarms.ts', from: '(isSameLocation(location, home) ? here : elsewhere(location))', to: 'here' },
    ],
    missedBy: {
      file: 'contracts/alarms.test.ts',
      test: 'alarms through the SDK > reads none of another account or region by its name',
    },
  },
  {
    rule: 'only a change into ALARM is looked into',
    changes: [{ file: OBSERVED_ALARM, from: "if (state.value !== 'ALARM') return", to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'an event that asks for nothing > is ALARM -> OK of a muted alarm: nobody is told',
    },
  },
  {
    rule: 'an alarm that was on before the event is none',
    changes: [{ file: OBSERVED_ALARM, from: "if (previous?.value === 'ALARM' && !released)", to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'an event that asks for nothing > is ALARM -> ALARM',
    },
  },
  {
    rule: 'a suppressed alarm waits for its release',
    changes: [
      { file: OBSERVED_ALARM, from: 'if (state.suppressedBy !== undefined)', to: 'if (false)' },
      { file: OBSERVED_ALARM, from: 'if (alarm.suppressedBy !== undefined)', to: 'if (false)' },
    ],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'an event that asks for nothing > is OK -> ALARM, suppressed and muted: the release will be looked at',
    },
  },
  {
    rule: 'a muted alarm does nothing',
    changes: [{ file: OBSERVED_ALARM, from: 'if (mutedBy === undefined) return undefined;', to: 'return undefined;' }],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'a muted alarm > is not looked at again where the mute does not say when it ends',
    },
  },
  {
    rule: 'a muted alarm is looked at again when the mute ends',
    changes: [{ file: 'decision/postponed.ts', from: 'if (code === hold.alarmMuted.code)', to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm that is muted when it goes on > blames nobody by then where a fix was deployed meanwhile',
    },
  },
  {
    rule: 'of a mute that is too long people are told that its end is not waited for',
    changes: [{ file: 'decision/hold-of-alarm.ts', from: ': NOT_AGAIN', to: ": ''" }],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'a muted alarm > is not looked at again where the mute ends later than in a day',
    },
  },
  {
    rule: 'every muted alarm of a guard is kept for its look',
    changes: [{ file: 'decision/postponed.ts', from: 'MOST_POSTPONED = 30_000', to: 'MOST_POSTPONED = 3_000' }],
    missedBy: {
      file: 'lambda/decision/cases/looked-at-again.test.ts',
      test: 'an alarm that is muted when it goes on > is looked at then, however many others are muted with it',
    },
  },
  {
    rule: 'an alarm whose actions are disabled does nothing',
    changes: [{ file: OBSERVED_ALARM, from: 'if (!alarm.actionsEnabled)', to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'the rules are asked in their order > alarm-actions-disabled is said rather than limit-reached',
    },
  },
  {
    rule: 'the alarm is still in ALARM',
    changes: [
      {
        file: OBSERVED_ALARM,
        from: "if (value !== 'ALARM') return hold.alarmNotInAlarm",
        to: 'if (false) return hold.alarmNotInAlarm',
      },
    ],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'an alarm event and an alarm that differ > are a hold once the alarm has left ALARM after the event, also for want of data',
    },
  },
  {
    rule: 'an older ALARM is no reading of the one that the event tells of',
    changes: [
      {
        file: 'decision/observed-alarm.ts',
        from: "const isOther = value !== 'ALARM' ||",
        to: "const isOther = value !== 'ALARM'; false &&",
      },
    ],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'an ALARM that CloudWatch shows from before the event is no reading, unless the event is no transition',
    },
  },
  {
    rule: 'a mute that is over mutes nothing',
    changes: [
      { file: 'decision/observed-alarm.ts', from: 'if (end !== undefined && end <= now) return undefined;', to: '' },
    ],
    missedBy: {
      file: 'lambda/decision/refuse-event.test.ts',
      test: 'a muted alarm whose event comes only when the mute is over is looked at',
    },
  },
  {
    rule: 'a reading that is older than the event is no reading',
    changes: [
      {
        file: OBSERVED_ALARM,
        from: 'if (isOlder && isOther) {',
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'an alarm event and an alarm that differ > are unclear while CloudWatch still shows what was before the event',
    },
  },
  {
    rule: 'only the alarms of the guard count',
    changes: [{ file: 'decision/decide.ts', from: 'if (!policy.alarms.includes(arn))', to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'the rules are asked in their order > not-guarded is said rather than no-eligible-target',
    },
  },
  {
    rule: 'what is kept unread is read again, however many are kept',
    changes: [{ file: 'decision/postponed.ts', from: '&& !unread.includes(cause.id)', to: '' }],
    missedBy: {
      file: 'lambda/decision/settle.test.ts',
      test: 'as many alarms as are kept unread are read again, and what is beyond them is told',
    },
  },
  {
    rule: 'each stage of an alarm comes to its end',
    changes: [
      {
        file: 'intake/handle.ts',
        from: 'return Promise.allSettled(keys.map((key) => onAlarm(controller, key, cause)));',
        to: "return Promise.all(keys.map((key) => onAlarm(controller, key, cause))).then((values) => values.map((value) => ({ status: 'fulfilled', value, reason: undefined })));",
      },
    ],
    missedBy: {
      file: 'lambda/lost-lock.test.ts',
      test: 'each stage of an alarm is gone on with to its end, although another fails at once',
    },
  },
  {
    rule: 'a mute that cannot be read is a mute',
    changes: [
      { file: 'intake/parse-alarm-event.ts', from: '...(muteDetail !== undefined && {', to: '...(mute.success && {' },
    ],
    missedBy: {
      file: 'lambda/parse-alarm-event.test.ts',
      test: 'an alarm event > is muted by a mute that cannot be read',
    },
  },
];
