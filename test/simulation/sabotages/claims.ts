import type { Sabotage } from '../sabotage.ts';

const CLAIMED = 'decision/claimed.ts';
const ACCEPT = 'decision/accept.ts';

/** From the promise of a rollback to its acceptance. */
export const CLAIMS: readonly Sabotage[] = [
  {
    rule: 'a lost answer is adopted',
    changes: [
      {
        file: CLAIMED,
        from: 'const found = findAccepted(claim, turn.key.stage, facts);',
        to: 'const found = undefined;',
      },
    ],
    missedBy: { history: 'what was accepted is adopted whatever became of the guard' },
  },
  {
    rule: 'a lost answer is not followed by a second call',
    changes: [
      {
        file: CLAIMED,
        from: 'return stay(turn, { ...called, calledAt: now }, now + LOOK_AGAIN_AFTER);',
        to: 'return settle(turn, called.causes, called);',
      },
    ],
    missedBy: { history: 'freeze whose note is lost while the stage is unreadable' },
  },
  {
    rule: 'what was refused by a running stage is asked for again',
    changes: [
      {
        file: 'decision/refusals.ts',
        from: 'if (stage !== undefined && hasRun(stage, claim, refusing.since)) return',
        to: 'if (false) return',
      },
    ],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that CodePipeline does not take > since something ran in the stage meanwhile: what it refused is asked for again',
    },
  },
  {
    rule: 'a refusal is looked into before the next target',
    changes: [{ file: CLAIMED, from: 'if (isUnclear) return stay(turn, refused, now + REVIEW_AFTER);', to: '' }],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that CodePipeline does not take > although the stage seems to be at rest: no other target is asked for before that would show',
    },
  },
  {
    rule: 'targets are not given up before a deployment would show',
    changes: [
      {
        file: CLAIMED,
        from: 'return next.state.incident === undefined ? stay(turn, { ...refused, unclear: true }, now + REVIEW_AFTER) : next;',
        to: 'return next;',
      },
    ],
    missedBy: {
      file: 'lambda/stage-shows-late.test.ts',
      test: 'a rollback that is refused with PipelineExecutionOutdatedException for that says nothing of its targets',
    },
  },
  {
    rule: 'our freeze is lifted for the rollback that it keeps out',
    changes: [
      { file: CLAIMED, from: '!keepsRollbackOut(freeze, stage)) return undefined;', to: 'true) return undefined;' },
    ],
    missedBy: {
      file: 'lambda/closed-transition.test.ts',
      test: 'our own freeze is lifted for the rollback that CodePipeline refuses with UnableToRollbackStageException, and made anew',
    },
  },
  {
    rule: 'our freeze stays where others would enter',
    changes: [
      { file: 'decision/freeze.ts', from: ' && waiting.every((execution) => execution === rollback);', to: ';' },
    ],
    missedBy: {
      file: 'lambda/decision/freeze.test.ts',
      test: 'our own freeze may keep a rollback out > not where another execution would enter with it',
    },
  },
  {
    rule: 'a refused rollback decides about all it covers',
    changes: [
      {
        file: 'decision/claim-ends.ts',
        from: 'const held = claim.causes.map((cause) =>',
        to: 'const held = claim.causes.slice(0, 1).map((cause) =>',
      },
    ],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that CodePipeline does not take > ever: every alarm of the incident is decided, and it ends',
    },
  },
  {
    rule: 'an accepted rollback decides about all it covers',
    changes: [{ file: ACCEPT, from: 'claim.causes.slice(1).map(', to: '[].map(' }],
    missedBy: { history: 'death before a covered alarm is recorded' },
  },
  {
    rule: 'an incident is given up after ten refusals',
    changes: [{ file: CLAIMED, from: 'if (refused.refused.length >= MAX_REFUSED)', to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that CodePipeline does not take > for any target: it is given up after ten',
    },
  },
  {
    rule: 'a conflict is asked again, not at once',
    changes: [{ file: CLAIMED, from: 'if (now < callAgainAt) return stay(turn, reviewed, callAgainAt);', to: '' }],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that CodePipeline does not take > for the moment: it is not asked for again before its time',
    },
  },
  {
    rule: 'a conflict is not asked for ever',
    changes: [
      { file: CLAIMED, from: 'if (tried >= CALL_AGAIN_FOR) return giveUpRefused(turn, claim, answer.error);', to: '' },
    ],
    missedBy: {
      file: 'lambda/throttled-rollback.test.ts',
      test: 'one that is never taken is given up after a quarter of an hour, and people are told',
    },
  },
  {
    rule: 'what was rolled back from is known bad',
    changes: [
      {
        file: ACCEPT,
        from: 'const noted = withRelease(known, plan.suspect, { badSince: at });',
        to: 'const noted = known;',
      },
    ],
    missedBy: {
      file: 'lambda/commands/undo-and-rearm.test.ts',
      test: 'undo > takes the last rollback back: what it left is live again and forgiven, and the freeze is lifted',
    },
  },
  {
    rule: 'an automatic rollback is counted',
    changes: [
      {
        file: ACCEPT,
        from: "return cause.kind === 'alarm' ? withAutomaticRollback(",
        to: 'return false ? withAutomaticRollback(',
      },
    ],
    missedBy: { history: 'an older rollback is not the answer' },
  },
  {
    rule: 'our own rollback is known',
    changes: [
      { file: ACCEPT, from: 'withRollback(kept, { executionId: rollbackExecutionId, causeId: cause.id })', to: 'kept' },
      { file: 'decision/idle.ts', from: ' || isKnownRollback(seen, last.by)', to: '' },
    ],
    missedBy: { history: 'person brings a known bad execution back' },
  },
  {
    rule: 'a rollback ends the probation',
    changes: [{ file: ACCEPT, from: 'const { probation: _, ...kept } = state;', to: 'const kept = state;' }],
    missedBy: {
      file: 'lambda/decision/accept.test.ts',
      test: 'once a rollback is accepted > the release that was on probation is on it no longer',
    },
  },
];
