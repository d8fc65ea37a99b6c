import type { Sabotage } from '../sabotage.ts';

const CONTROLLER = 'controller.ts';
const FINISH = 'decision/finish.ts';
const ENTER = 'stage/enter.ts';

/** The lock, the mailbox, promises and wake-ups, as the loop keeps them. */
export const LOOP: readonly Sabotage[] = [
  {
    rule: 'a mailbox that cannot be read counts what was left in it',
    changes: [
      {
        file: 'stage/state-form.ts',
        from: 'const letters = Letters.safeParse(mail).data ?? {};',
        to: 'const letters = Letters.safeParse(mail).data;\n  if (letters === undefined) return { letters: {}, count: 0 };',
      },
    ],
    missedBy: {
      file: 'lambda/state-form.test.ts',
      test: 'a mailbox > that is "letters" counts what was left: only who has read as many takes it away',
    },
  },
  {
    rule: 'a rollback is promised before it is called',
    changes: [{ file: CONTROLLER, from: 'ports.records.save(lock, state),', to: "'saved'," }],
    missedBy: { history: 'deployments follow each other and show late' },
  },
  {
    rule: 'who has lost the lock changes nothing',
    changes: [{ file: CONTROLLER, from: "if (saved === 'lost') return { outcome: 'lost-lock' };", to: '' }],
    missedBy: {
      file: 'lambda/lost-lock.test.ts',
      test: 'who finds the lock taken over when the state is stored does nothing of what it promised',
    },
  },
  {
    rule: 'a wake-up goes out before the state that relies on it',
    changes: [
      {
        file: CONTROLLER,
        from: 'await watches.send({ ...key, dueAt });',
        to: 'setTimeout(() => watches.send({ ...key, dueAt }).catch(() => undefined));',
      },
    ],
    missedBy: { history: 'what was put off is looked at again' },
  },
  {
    rule: 'whatever is open has a wake-up',
    changes: [{ file: CONTROLLER, from: 'await watches.send({ ...key, dueAt });', to: '' }],
    missedBy: { history: 'what was put off is looked at again' },
  },
  {
    rule: 'an incident that is open is looked at again',
    changes: [
      {
        file: FINISH,
        from: 'next.wakeBy ?? (state.incident === undefined ? undefined : (state.wakeAt ?? now + LOOK_FIRST))',
        to: 'undefined',
      },
    ],
    missedBy: { history: 'deployments follow each other and show late' },
  },
  {
    rule: 'what was put off is looked at again',
    changes: [{ file: FINISH, from: '...state.postponed.map(({ dueAt }) => dueAt),', to: '' }],
    missedBy: { history: 'what was put off is looked at again' },
  },
  {
    rule: 'mail that was waiting is read',
    changes: [{ file: CONTROLLER, from: 'let arrivals = withMail(came, mail);', to: 'let arrivals = came;' }],
    missedBy: { history: 'every target refused while another alarm waits' },
  },
  {
    rule: 'mail that came meanwhile is read before the lock goes',
    changes: [
      {
        file: CONTROLLER,
        from: '[arrivals, read, results] = [withMail(NOTHING_CAME, left), left.count, []];',
        to: '[arrivals, read, results] = [NOTHING_CAME, left.count, []];',
      },
    ],
    missedBy: { history: 'death before a covered alarm is recorded' },
  },
  {
    rule: 'what was changed is read again',
    changes: [
      { file: 'stage/forgotten.ts', from: 'return { facts: kept, tokens: {} };', to: 'return { facts, tokens };' },
    ],
    missedBy: { history: 'a refused rollback decides about all it covers' },
  },
  {
    rule: 'a record is told until it is written',
    changes: [
      {
        file: FINISH,
        from: 'effects: [...wanted, ...tellable(state, wanted)],',
        to: 'effects: wanted,',
      },
    ],
    missedBy: { history: 'person rolls back to the same target after a crash' },
  },
  {
    rule: 'a person cannot roll back under a rollback',
    changes: [
      {
        file: 'decision/commands/rollback.ts',
        from: "const takenBack = incident?.phase === 'verifying' && cause.undo ?",
        to: "const takenBack = incident && incident.phase !== 'waiting' && incident.phase !== 'claimed' ?",
      },
    ],
    missedBy: { history: 'a command does not roll back under an open incident' },
  },
  {
    rule: 'who fills an empty box sends the message behind it',
    changes: [{ file: ENTER, from: "if (left === 'first') await", to: 'if (false) await' }],
    missedBy: {
      file: 'lambda/mailbox.test.ts',
      test: 'a thousand events of a hundred alarms of one stage at once > send a message for the event that filled the empty box, and for no other',
    },
  },
  {
    rule: 'a letter for a lease that has ended is not dropped',
    changes: [
      {
        file: ENTER,
        from: "if (left === 'gone') return undefined;",
        to: "if (left === 'gone') return { outcome: 'deferred', reason: 'stage-busy' };",
      },
    ],
    missedBy: {
      file: 'lambda/mailbox.test.ts',
      test: 'an alarm whose letter comes when the holder has left already is decided all the same',
    },
  },
  {
    rule: 'an alarm that finds the lock taken leaves a letter',
    changes: [
      {
        file: ENTER,
        from: 'const left = await leave(controller, key, acquired.lease, letter);',
        to: "const left = { outcome: 'deferred', reason: 'stage-busy' };",
      },
    ],
    missedBy: { history: 'only our freeze is lifted' },
  },
  {
    rule: 'a watch that comes too early is sent on',
    changes: [{ file: ENTER, from: 'await ports.watches.send(message);', to: '' }],
    missedBy: {
      file: 'lambda/watch-too-early.test.ts',
      test: 'a watch message that comes before its time is sent on: an older version sent them for days ahead',
    },
  },
  {
    rule: 'a watch that finds the lock taken is sent again',
    changes: [
      { file: ENTER, from: 'await ports.watches.send({ ...key, dueAt: acquired.lease.until + ROUNDING });', to: '' },
    ],
    missedBy: { history: 'health needs the bake time' },
  },
  {
    rule: 'letters about one alarm merge where there is no more room',
    changes: [
      {
        file: 'stage/mailbox.ts',
        from: 'letter: slim(merged(there.cause, cause)), over',
        to: 'letter: slim(cause), over',
      },
    ],
    missedBy: {
      file: 'lambda/stage/mailbox.test.ts',
      test: 'letters about one alarm > merge into one that keeps the first and the last event, where there is no more room',
    },
  },
  {
    rule: 'events of an alarm keep their names in the mailbox',
    changes: [
      { file: 'stage/mailbox.ts', from: 'if (Object.keys(letters).length < ROOM) return', to: 'if (false) return' },
    ],
    missedBy: {
      file: 'lambda/stage/mailbox.test.ts',
      test: 'letters about one alarm > lie beside each other, and are told apart',
    },
  },
  {
    rule: 'a record that cannot be understood lets nothing be done',
    changes: [{ file: 'stage/state-form.ts', from: 'if (form !== STATE_FORM) {', to: 'if (false) {' }],
    missedBy: { file: 'lambda/state-form.test.ts', test: 'a record is refused > of a newer schema' },
  },
  {
    rule: 'no wake-up is further ahead than SQS delays',
    changes: [
      {
        file: 'controller.ts',
        from: 'const dueAt = Math.min(wanted, clock() + WAKE_AT_LAST);',
        to: 'const dueAt = wanted;',
      },
    ],
    missedBy: {
      file: 'lambda/wake-up-far-ahead.test.ts',
      test: 'events that come while the next look is far ahead leave no further messages behind',
    },
  },
];
