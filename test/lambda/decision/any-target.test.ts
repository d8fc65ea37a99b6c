import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../lambda/decision/execution.ts';
import { anExecution, executionId } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, firstPageOf } from '../../support/builders/observations.ts';

import { chosen } from '../../support/chosen-target.ts';

/** What rollbacks left is a matter of its own. */
const NO_ROLLBACKS = { recent: allOf<Execution>() };

/** Histories of executions that succeeded in a stage: few distinct times and commits, so that they collide. */
const histories = fc
  .array(
    fc.record({ hour: fc.integer({ min: 0, max: 9 }), commit: fc.integer({ min: 0, max: 4 }), rollback: fc.boolean() }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ hour, commit, rollback }, index) =>
      anExecution(index.toString(16), {
        startedAt: at(`0${hour}:00`),
        type: rollback ? 'ROLLBACK' : 'STANDARD',
        revisions: [{ action: 'Source', id: `commit-${commit}` }],
      }),
    ),
  );

/** Within the first every release of these histories is proven, within the other none. */
const [SHORT, LONG] = [10 * 60_000, 24 * 60 * 60_000];

const questions = fc
  .record({
    history: histories,
    hour: fc.integer({ min: 0, max: 9 }),
    commit: fc.integer({ min: 0, max: 4 }),
    bad: fc.array(fc.nat(11), { maxLength: 4 }),
    proofTime: fc.constantFrom(SHORT, LONG),
  })
  .map(({ history, hour, commit, bad, proofTime }) => {
    const suspect = anExecution('f', {
      startedAt: at(`0${hour}:30`),
      revisions: [{ action: 'Source', id: `commit-${commit}` }],
    });
    const refused = bad.map((index) => executionId(index.toString(16)));
    return { suspect, succeeded: [suspect, ...history], refused, proofTime };
  });

type Asked = typeof questions extends fc.Arbitrary<infer Question> ? Question : never;

/** The specification once more, candidate by candidate. */
function mayBeTarget({ suspect, refused, proofTime }: Asked, candidate: Execution): boolean {
  const commitOf = ({ revisions }: Execution) => revisions.map(({ id }) => id).join();
  return [
    candidate.id !== suspect.id,
    candidate.startedAt < suspect.startedAt,
    candidate.type === 'STANDARD',
    !refused.includes(candidate.id),
    commitOf(candidate) !== commitOf(suspect) || proofTime === SHORT,
  ].every((holds) => holds);
}

function targetOf(asked: Asked, succeeded: readonly Execution[], named?: string): Execution | undefined {
  const { suspect, refused, proofTime } = asked;
  const result = chosen(
    allOf(...succeeded),
    { suspect, refused, proofTime, ...(named !== undefined && { named }) },
    NO_ROLLBACKS,
  );
  return result.kind === 'target' ? result.execution : undefined;
}

describe('for any history', () => {
  test('the target is the newest of the eligible, and there is none only if none is eligible', () => {
    return fc.assert(
      fc.property(questions, (asked) => {
        const eligible = asked.succeeded.filter((candidate) => mayBeTarget(asked, candidate));
        const target = targetOf(asked, asked.succeeded);
        expect(target?.startedAt).toBe(
          eligible.length === 0 ? undefined : Math.max(...eligible.map((e) => e.startedAt)),
        );
        if (target !== undefined) expect(eligible).toContain(target);
      }),
    );
  });

  test('the order of the list does not matter', () => {
    const shuffled = questions.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        order: fc.shuffledSubarray(asked.succeeded, { minLength: asked.succeeded.length }),
      }),
    );
    return fc.assert(
      fc.property(shuffled, ({ asked, order }) => {
        expect(targetOf(asked, order)).toEqual(targetOf(asked, asked.succeeded));
      }),
    );
  });

  test('pages of any size lead to the same target as one page, newest first as CodePipeline lists them', () => {
    return fc.assert(
      fc.property(questions, fc.integer({ min: 1, max: 13 }), (asked, size) => {
        const { suspect, refused, proofTime } = asked;
        const listed = asked.succeeded.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
        let read = 0;
        let result: ReturnType<typeof chosen>;
        do {
          read += size;
          const items = listed.slice(0, read);
          result = chosen(
            read < listed.length ? firstPageOf(...items) : allOf(...items),
            { suspect, refused, proofTime },
            NO_ROLLBACKS,
          );
        } while (result.kind === 'wants');
        expect(result).toEqual(chosen(allOf(...listed), { suspect, refused, proofTime }, NO_ROLLBACKS));
      }),
    );
  });

  test('a named target is taken only if it is eligible', () => {
    return fc.assert(
      fc.property(questions, fc.nat(15), (asked, digit) => {
        const named = executionId(digit.toString(16));
        const candidate = asked.succeeded.find(({ id }) => id === named);
        const eligible = candidate !== undefined && mayBeTarget(asked, candidate);
        expect(targetOf(asked, asked.succeeded, named)).toEqual(eligible ? candidate : undefined);
      }),
    );
  });
});
