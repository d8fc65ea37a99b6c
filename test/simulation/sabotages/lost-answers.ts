import type { Sabotage } from '../sabotage.ts';

const CLAIMED = 'decision/claimed.ts';

/** Whether a rollback was accepted whose answer is lost. */
export const LOST_ANSWERS: readonly Sabotage[] = [
  {
    rule: 'an older rollback is not the answer',
    changes: [{ file: 'decision/lost-answer.ts', from: 'startedAt >= claim.claimedAt - SKEW', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/lost-answer.test.ts',
      test: 'a rollback to the target of a call whose answer is lost > is not where it was there before the call',
    },
  },
  {
    rule: "a person's rollback to the same target is not the answer",
    changes: [{ file: 'decision/lost-answer.ts', from: ' || PERSON.test(triggerDetail)', to: '' }],
    missedBy: { history: 'a person was faster than a claim that died before its call' },
  },
  {
    rule: "a rollback by the pipeline's own rule is not the answer",
    changes: [{ file: 'decision/lost-answer.ts', from: "triggerType === 'AutomatedRollback' || ", to: '' }],
    missedBy: {
      file: 'lambda/decision/lost-answer.test.ts',
      test: "a rollback to the target of a call whose answer is lost > is not where the pipeline's own rule made it",
    },
  },
  {
    rule: 'a rollback of another stage is not the answer',
    changes: [{ file: 'decision/lost-answer.ts', from: '(isHere(id) || wasStoppedOutside(id, facts))', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/lost-answer.test.ts',
      test: 'a rollback to the target of a call whose answer is lost > is not where it never came into this stage: another may have been rolled back to the same',
    },
  },
  {
    rule: 'a rollback that a person stopped before it came to its stage is not asked for again',
    changes: [{ file: 'decision/lost-answer.ts', from: ' || wasStoppedOutside(id, facts)', to: '' }],
    missedBy: { history: 'a person stops a rollback whose answer is lost before it comes to the stage' },
  },
  {
    rule: 'a claim in doubt is not decided again',
    changes: [{ file: CLAIMED, from: 'if (isInDoubt(claim, facts, now)) return stay(', to: 'if (false) return stay(' }],
    missedBy: { history: 'stage event before the rollback is listed' },
  },
  {
    rule: 'a rollback that came and went may be listed late',
    changes: [
      { file: 'decision/lost-answer.ts', from: '(movedOn ? LISTED_WITHIN : SHOWS_WITHIN)', to: 'SHOWS_WITHIN' },
    ],
    missedBy: {
      file: 'lambda/decision/claimed.test.ts',
      test: 'a rollback that may have come and gone, while something else is in the stage, is waited for as long as it may be listed late',
    },
  },
];
