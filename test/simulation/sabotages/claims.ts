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
    rule: 'an older rollback is not the answer',
    changes: [{ file: CLAIMED, from: 'startedAt >= claim.claimedAt - SKEW', to: 'true' }],
    missedBy: { history: 'an older rollback is not the answer' },
  },
  {
    rule: 'a rollback of another stage is not the answer',
    changes: [{ file: CLAIMED, from: ' && isHere(id);', to: ';' }],
    missedBy: { history: 'a rollback of another stage is not the answer' },
  },
  {
    rule: 'a claim in doubt is not decided again',
    changes: [{ file: CLAIMED, from: 'if (isInDoubt(claim, facts, now)) return stay(', to: 'if (false) return stay(' }],
    missedBy: { history: 'stage event before the rollback is listed' },
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
    rule: 'an accepted rollback decides about all it covers',
    changes: [{ file: ACCEPT, from: 'claim.causes.slice(1).map(', to: '[].map(' }],
    missedBy: { history: 'death before a covered alarm is recorded' },
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
      { file: 'decision/idle.ts', from: 'return isKnownRollback(seen, last.by)', to: 'return false' },
    ],
    missedBy: { history: 'person brings a known bad execution back' },
  },
];
