import type { TargetQuestion } from '../../lambda/decision/eligible.ts';
import type { Facts } from '../../lambda/decision/facts.ts';
import { chooseTarget } from '../../lambda/decision/target.ts';
import { answerOf } from './answer-of.ts';
import { BAD, executionId } from './builders/executions.ts';
import { aState } from './builders/incidents.ts';
import { at } from './builders/moments.ts';
import { aDetail, allOf, aStage, theFacts } from './builders/observations.ts';

/** Every execution of these tests ran with the same variables, so that equal commits are equal releases. */
export const DETAILS = Object.fromEntries([...'0123456789abcdef'].map((digit) => [executionId(digit), aDetail()]));

/** What is chosen among executions that succeeded in the stage. */
export function chosen(
  succeeded: NonNullable<Facts['succeeded']>,
  but: Partial<TargetQuestion> = {},
  facts: Partial<Facts> = {},
) {
  const { suspect = BAD } = but;
  return answerOf(() =>
    chooseTarget({
      suspect,
      suspects: [suspect],
      state: aState(),
      tenures: [],
      proofTime: 10 * 60_000,
      now: at('10:20'),
      stage: aStage(),
      refused: [],
      facts: theFacts({ succeeded, executions: DETAILS, actions: allOf(), ...facts }),
      ...but,
    }),
  );
}

/** A stage that remembers this of releases. */
export function remembering(...releases: TargetQuestion['state']['releases']): Partial<TargetQuestion> {
  return { state: aState({ releases }) };
}
