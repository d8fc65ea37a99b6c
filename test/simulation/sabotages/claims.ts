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
        from: 'return stayClosed(turn, { ...called, calledAt: now, lost: answer.error }, now + LOOK_AGAIN_AFTER);',
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
    rule: 'what is never answered is not asked for ever',
    changes: [
      {
        file: CLAIMED,
        from: 'if (!claim.answered && claim.calledAt - claim.claimedAt >= CALL_AGAIN_FOR) {',
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/throttled-rollback.test.ts',
      test: 'one that is never answered is given up like it, once the last call was found not to have been accepted',
    },
  },
  {
    rule: 'nothing is called any more once a person gave it up',
    changes: [
      {
        file: CLAIMED,
        from: 'if (claim.aborted !== undefined) return followAborted(current, claim, claim.aborted);',
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that a person gave up while its call was in doubt > is not called again, and ends once the call is known not to have been accepted',
    },
  },
  {
    rule: 'the way in is closed while a rollback is not taken for now',
    changes: [
      {
        file: CLAIMED,
        from: 'return { ...stay({ ...turn, state }, claim, wakeBy), effects };',
        to: 'return stay(turn, claim, wakeBy);',
      },
    ],
    missedBy: {
      file: 'lambda/throttled-rollback.test.ts',
      test: 'while one is not taken (error) the next release does not enter the stage, and it happens',
    },
  },
  {
    rule: 'a freeze that was made since the first refusal is not its reason',
    changes: [{ file: CLAIMED, from: 'freeze !== undefined && freeze.since > claimedAt', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'while CodePipeline does not take a rollback for now > an older freeze may be the reason, and is lifted: one that was made since the first refusal is not',
    },
  },
  {
    rule: 'an earlier freeze that was lifted in vain stays what it was',
    changes: [
      {
        file: 'decision/frozen-behind.ts',
        from: "if (inbound.enabled && (freeze?.condition === 'lifted' || freeze?.condition === 'making')) {",
        to: 'if (false) {',
      },
    ],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'while CodePipeline does not take a rollback for now > a freeze of an earlier incident that was lifted in vain is made anew as what it was',
    },
  },
  {
    rule: 'who is told of a refusal is told that the stage stays frozen',
    changes: [{ file: 'decision/end.ts', from: 'stays ? withFrozen(after, announced) : after', to: 'after' }],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'while CodePipeline does not take a rollback for now > what is told in the end says that the stage stays frozen',
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
