import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/waiting.ts';
const STILL = 'decision/still-waiting.ts';

/** What a rollback waits for, and what is done meanwhile. */
export const WAITING: readonly Sabotage[] = [
  {
    rule: 'the way in is closed while a deployment is waited for',
    changes: [{ file: SOURCE, from: 'const frozen = isWanted', to: 'const frozen = false' }],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the next release waits before the stage while the bad one deploys > six that wait stay outside like one',
    },
  },
  {
    rule: 'what is blamed is named on the closed way in, not what waits in the stage',
    changes: [{ file: SOURCE, from: 'const suspect = incident.suspect.id;', to: 'const suspect = incident.occupant;' }],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an alarm while the fix waits in the stage for its approval > closes the way in, and names on it what is blamed, not what waits',
    },
  },
  {
    rule: 'nothing is changed once a guard is set to dry-run',
    changes: [{ file: SOURCE, from: 'stage === undefined || !acts', to: 'stage === undefined' }],
    missedBy: {
      file: 'lambda/decision/still-waiting.test.ts',
      test: 'a deployment that was to be stopped goes on where the guard is in dry-run mode by now',
    },
  },
  {
    rule: 'people are told of what AWS does not let us do while they wait',
    changes: [
      {
        file: 'decision/refused-change.ts',
        from: "if (incident?.phase !== 'waiting') return state;",
        to: 'if (true) return state;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'what AWS does not let us do while a rollback waits > is told of an approval that it was to reject',
    },
  },
  {
    rule: 'people are told of an approval that comes while they wait',
    changes: [
      {
        file: STILL,
        from: 'promising(seen, ...told.entries, ...asked.entries)',
        to: 'promising(seen, ...told.entries)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an approval of what is being deployed > that comes while its deployment is waited for is told when it comes, each once, until it is answered',
    },
  },
  {
    rule: 'a guard in dry-run mode closes nothing',
    changes: [
      { file: SOURCE, from: " && policy.mode === 'enforce';\n  return keepWaiting", to: ';\n  return keepWaiting' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/kept-out.test.ts',
      test: 'the next release waits before the stage while the bad one deploys > a guard in dry-run mode closes nothing',
    },
  },
  {
    rule: 'people are told once that an alarm waits',
    changes: [{ file: SOURCE, from: '!told.has(cause.event.alarm)', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > goes on itself where nothing is done there',
    },
  },
  {
    rule: 'it is decided again when what was waited for has ended',
    changes: [
      { file: STILL, from: 'if (!isStillThere(current, stage)) return settle', to: 'if (false) return settle' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/known-bad.test.ts',
      test: 'the last success is not the last good one > a release that was live too short for the alarm to tell is a suspect itself',
    },
  },
  {
    rule: 'an event that is delivered again takes nothing away of what it stands for in the mailbox',
    changes: [
      { file: 'decision/joined.ts', from: 'return lastOf(other) > lastOf(one) ? other : one;', to: 'return one;' },
    ],
    missedBy: {
      file: 'lambda/decision/fresh.test.ts',
      test: 'an event > that is delivered again, and lies in the mailbox together with a later one, takes nothing of that away',
    },
  },
  {
    rule: 'an incident has room for ten causes',
    changes: [
      {
        file: 'decision/joined.ts',
        from: 'else if (all.length < most) all.push(other);',
        to: 'else if (true) all.push(other);',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cause.test.ts',
      test: 'causes of several kinds > are at most ten, and what there is no room for is answered',
    },
  },
  {
    rule: 'what an incident keeps is no longer looked at for itself',
    changes: [
      { file: 'decision/settle.ts', from: 'let noted = withoutPostponed(state, fresh);', to: 'let noted = state;' },
    ],
    missedBy: { history: 'an alarm that could not be read joins an incident that waits for long' },
  },
  {
    rule: 'what an incident has no room for is covered by it',
    changes: [{ file: 'decision/settle.ts', from: 'for (const cause of surplus) {', to: 'for (const cause of []) {' }],
    missedBy: {
      file: 'lambda/decision/settle.test.ts',
      test: 'an alarm that an incident has no room for is covered by it',
    },
  },
  {
    rule: 'a flap while a rollback is waited for begins no other trouble',
    changes: [{ file: 'decision/attribution.ts', from: 'isLate && !isAgain', to: 'isLate' }],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an approval of what is being deployed > keeps the rollback out for longer than the bake time, and the alarm is off for a moment: it is the same trouble',
    },
  },
  {
    rule: 'an alarm that goes on behind the bake time while a rollback is waited for tells of something else',
    changes: [
      {
        file: 'decision/attribution.ts',
        from: '&& from - ended <= bakeMinutes * MINUTE;',
        to: ';',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'an approval of what is being deployed > keeps the rollback out for longer than the bake time, and another alarm goes on behind that: it tells of something else',
    },
  },
];
