import type { Sabotage } from '../sabotage.ts';

const ABORT = 'decision/commands/abort.ts';
const RELEASE = 'decision/commands/release.ts';

/** What a person may ask for. */
export const COMMANDS: readonly Sabotage[] = [
  {
    rule: 'an undo takes the last rollback back, not an older one',
    changes: [
      { file: 'decision/decide-on-command.ts', from: 'if (left !== undefined && left.id', to: 'if (false && left.id' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback is taken back > once: asked for again it goes to no older release that is known bad',
    },
  },
  {
    rule: 'no newer release is undone',
    changes: [
      {
        file: 'decision/decide-on-command.ts',
        from: 'if (suspect.startedAt <= target.startedAt ||',
        to: 'if (true ||',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback is taken back > not over a newer release, which may be the fix',
    },
  },
  {
    rule: 'an undo that comes to nothing ends no incident',
    changes: [
      {
        file: 'decision/commands/rollback.ts',
        from: 'return next.state.incident === undefined ?',
        to: 'return false ?',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback is taken back > not while something runs in the stage, and the rollback is followed on',
    },
  },
  {
    rule: 'an abort does not forget a rollback of ours',
    changes: [{ file: ABORT, from: 'if (found !== undefined) {', to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/commands.test.ts',
      test: 'abort > does not forget a rollback of ours that was accepted',
    },
  },
  {
    rule: 'an abort in doubt waits',
    changes: [{ file: ABORT, from: 'if (!isInDoubt(claim, facts, now)) return', to: 'return' }],
    missedBy: {
      file: 'lambda/decision/commands.test.ts',
      test: 'abort > waits as long as it is in doubt whether one was accepted',
    },
  },
  {
    rule: 'what an open incident blames is not forgiven',
    changes: [{ file: 'decision/commands/forgive.ts', from: 'incident.plan.suspect.id === execution', to: 'false' }],
    missedBy: { file: 'lambda/decision/commands.test.ts', test: 'forgive is refused for what an open incident blames' },
  },
  {
    rule: "a release leaves others' freezes alone",
    changes: [
      {
        file: RELEASE,
        from: 'if (freeze !== undefined && isOurFreeze(freeze, stage.inbound))',
        to: 'if (freeze !== undefined)',
      },
      {
        file: RELEASE,
        from: 'const state = withSeenTransition(turn.state, stage.inbound, now);',
        to: 'const state = turn.state;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/commands.test.ts',
      test: 'release leaves a transition alone that somebody else has disabled since our freeze',
    },
  },
  {
    rule: 'a command does not roll back a running stage',
    changes: [
      {
        file: 'decision/decide-on-command.ts',
        from: 'if (isStageRunning(stage) && stage.occupant !== undefined) {',
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/hold.test.ts',
      test: 'each reason to hold is reached and quotes what was compared > stage-running',
    },
  },
  {
    rule: 'an undo forgives',
    changes: [
      {
        file: 'decision/accept.ts',
        from: 'const forgiven = withRelease(known, plan.target, { forgivenAt: at });',
        to: 'const forgiven = known;',
      },
    ],
    missedBy: {
      file: 'lambda/commands/undo-and-rearm.test.ts',
      test: 'undo > takes the last rollback back: what it left is live again and forgiven, and the freeze is lifted',
    },
  },
  {
    rule: 'what is set aside is no order',
    changes: [
      {
        file: 'commands/redrive.ts',
        from: "    case 'command':\n      throw new RejectedEvent(",
        to: "    case 'command':\n      return;\n      throw new RejectedEvent(",
      },
    ],
    missedBy: {
      file: 'lambda/commands/redrive.test.ts',
      test: 'a command that lies among the failed events is no order: it stays, with what to do',
    },
  },
  {
    rule: 'what is brought back is removed only when it was taken',
    changes: [
      {
        file: 'commands/redrive.ts',
        from: '      try {\n        await again(',
        to: '      try {\n        await message.remove();\n        await again(',
      },
      {
        file: 'commands/redrive.ts',
        from: '        await message.remove();\n        done += 1;',
        to: '        done += 1;',
      },
    ],
    missedBy: {
      file: 'lambda/commands/redrive.test.ts',
      test: 'what could not be sent again stays where it is',
    },
  },
  {
    rule: 'a rollback is not taken back to what CodePipeline would refuse',
    changes: [{ file: 'decision/decide-on-command.ts', from: ' ?? whyRefused(target, question);', to: ';' }],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback is taken back > not where what it left never got through the stage: CodePipeline would refuse, and who asks is told at once',
    },
  },
  {
    rule: 'nobody arms a stage while an incident is open',
    changes: [
      {
        file: 'decision/commands/rearm.ts',
        from: "if (incident !== undefined && 'plan' in incident)",
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/never-ok.test.ts',
      test: 'an alarm without data when healthy: never OK > nobody says so while an incident is open: the alarm that is still on would be rolled back for once more',
    },
  },
  {
    rule: 'an aborted incident decides about its causes',
    changes: [{ file: ABORT, from: "'causes' in incident ? incident.causes : []", to: '[]' }],
    missedBy: { file: 'lambda/decision/commands.test.ts', test: 'abort > decides about every cause of the incident' },
  },
  {
    rule: 'an undo is not undone by asking again',
    changes: [{ file: 'decision/commands/rollback.ts', from: 'if (isUndoing) {', to: 'if (isUndoing && false) {' }],
    missedBy: {
      file: 'lambda/commands/undo-and-rearm.test.ts',
      test: 'undo > asked for twice is done once, also 90 seconds later',
    },
  },
  {
    rule: 'where nothing is paused as a whole nobody is told that it is resumed',
    changes: [
      { file: 'commands/run-command.ts', from: 'if (before?.ok && before.value === undefined) {', to: 'if (false) {' },
    ],
    missedBy: {
      file: 'lambda/commands/plan-and-resume.test.ts',
      test: 'where nothing is paused as a whole, who resumes everything is answered so, and nobody gets a message',
    },
  },
  {
    rule: 'nobody is told that nothing was brought back',
    changes: [{ file: 'commands/redrive.ts', from: 'announce: isNews', to: 'announce: true' }],
    missedBy: {
      file: 'lambda/commands/redrive.test.ts',
      test: 'where nothing lies there, that is answered, and nobody gets a message',
    },
  },
];
