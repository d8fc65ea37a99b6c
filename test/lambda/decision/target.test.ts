import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Execution, sameRevisions } from '../../../lambda/decision/execution.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import { chooseTarget, type TargetQuestion } from '../../../lambda/decision/target.ts';
import { anExecution, aRollbackTo, BAD, executionId, GOOD, OLDER } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, anObservation, firstPageOf, notSeen, seen } from '../../support/builders/observations.ts';

function chosen(succeeded: Observation['succeeded'], but: Partial<TargetQuestion> = {}) {
  const observation = anObservation({ succeeded, suspectVersion: seen(7) });
  return chooseTarget({ suspect: BAD, pipelineVersion: 7, excluded: [], observation, ...but });
}

describe('the target', () => {
  test.each<[string, readonly Execution[], Partial<TargetQuestion>, Execution]>([
    ['is the newest that succeeded before the suspect', [BAD, GOOD, OLDER], {}, GOOD],
    ['is the newest in whatever order AWS lists them', [OLDER, BAD, GOOD], {}, GOOD],
    ['is not the execution rolled back from before', [BAD, GOOD, OLDER], { excluded: [GOOD.id] }, OLDER],
    ['is not newer than the suspect', [anExecution('c', { startedAt: at('11:00') }), BAD, GOOD], {}, GOOD],
    ['is not as new as the suspect', [anExecution('c', { startedAt: BAD.startedAt }), BAD, GOOD], {}, GOOD],
    ['is no ROLLBACK', [BAD, aRollbackTo(OLDER, 'f', { startedAt: at('09:00') }), GOOD], {}, GOOD],
    [
      'does not carry the revisions of the suspect',
      [BAD, anExecution('c', { ...BAD, id: executionId('c'), startedAt: at('09:00') }), GOOD],
      {},
      GOOD,
    ],
    ['is the one that a person named', [BAD, GOOD, OLDER], { named: OLDER.id }, OLDER],
  ])('%s', (_, succeeded, but, target) => {
    expect(chosen(allOf(...succeeded), but)).toEqual({ kind: 'target', execution: target });
  });

  test('is looked for on further pages before it is given up', () => {
    expect(chosen(firstPageOf(BAD))).toMatchObject({ kind: 'look-up', fact: 'more-succeeded' });
    expect(chosen(firstPageOf(BAD, GOOD), { named: OLDER.id })).toMatchObject({
      fact: 'more-succeeded',
      about: OLDER.id,
    });
  });

  test('is looked for on every page where the pages do not come newest first, since a newer one may follow', () => {
    const outOfOrder = [OLDER, BAD];
    expect(chosen(firstPageOf(...outOfOrder))).toMatchObject({ kind: 'look-up', fact: 'more-succeeded' });
    expect(chosen(allOf(...outOfOrder, GOOD))).toEqual({ kind: 'target', execution: GOOD });
    expect(chosen(firstPageOf(...outOfOrder), { named: OLDER.id })).toEqual({ kind: 'target', execution: OLDER });
    expect(chosen(firstPageOf(BAD, GOOD))).toEqual({ kind: 'target', execution: GOOD });
  });

  test('is looked for no further than a thousand executions where they come in no order', () => {
    const many = Array.from({ length: 998 }, (_, age) => anExecution('1', { startedAt: OLDER.startedAt - age }));
    expect(chosen(firstPageOf(OLDER, BAD, ...many))).toEqual({ kind: 'target', execution: OLDER });
  });

  test('is unknown where the list must not be read, and read again where it may work in a moment', () => {
    expect(chosen(notSeen('the executions'))).toMatchObject({ code: 'could-not-observe' });
    expect(chosen(notSeen('the executions', { transient: true }))).toMatchObject({ kind: 'again' });
  });
});

describe('without a target the hold says why', () => {
  test('asks for the version of the suspect, since an edited pipeline is the usual reason', () => {
    const observation = anObservation({ succeeded: allOf(BAD) });
    const question = { suspect: BAD, pipelineVersion: 8, excluded: [], observation };
    expect(chooseTarget(question)).toEqual({ kind: 'look-up', fact: 'suspect-version', about: BAD.id });
  });

  test('is unknown too where that version must not be read', () => {
    const observation = anObservation({ succeeded: allOf(BAD), suspectVersion: notSeen('the version') });
    const question = { suspect: BAD, pipelineVersion: 8, excluded: [], observation };
    expect(chooseTarget(question)).toMatchObject({ code: 'could-not-observe' });
  });

  test.each<[string, Observation['succeeded'], Partial<TargetQuestion>, string]>([
    [
      'the pipeline was edited',
      allOf(BAD),
      { pipelineVersion: 8 },
      'at version 8, bbbbbbbb (c0ffeeb "Release b") and every earlier execution ran under version 7',
    ],
    [
      'the first success of this version is the suspect',
      allOf(BAD),
      {},
      'no other execution succeeded in this stage under pipeline version 7',
    ],
    [
      'each candidate has its own obstacle',
      allOf(BAD, GOOD),
      { excluded: [GOOD.id] },
      '1 other execution succeeded in this stage, none is eligible (aaaaaaaa: it was rolled back from',
    ],
  ])('%s', (_, succeeded, but, why) => {
    expect(chosen(succeeded, but)).toMatchObject({
      code: 'no-eligible-target',
      sentence: expect.stringContaining(why),
    });
  });

  test.each<[string, Execution, Partial<TargetQuestion>, string]>([
    ['is the suspect', BAD, {}, 'deployed now'],
    ['did not succeed here', anExecution('d'), {}, 'did not succeed in this stage'],
    ['was rolled back from', GOOD, { excluded: [GOOD.id] }, 'rolled back from'],
  ])('a named target that %s', (_, { id: named }, but, why) => {
    const held = chosen(allOf(BAD, GOOD, OLDER), { named, ...but });
    expect(held).toMatchObject({ code: 'target-not-eligible', sentence: expect.stringContaining(why) });
    expect(held).toHaveProperty('sentence', expect.stringContaining(OLDER.id));
  });
});

describe('two executions carry the same revisions', () => {
  const of = (...revisions: readonly (readonly [action: string, id: string])[]) =>
    anExecution('e', { revisions: revisions.map(([action, id]) => ({ action, id })) });

  test.each<[string, Execution, Execution, boolean]>([
    ['if every source agrees, in any order', of(['App', '1'], ['Infra', '2']), of(['Infra', '2'], ['App', '1']), true],
    ['not if one source differs', of(['App', '1'], ['Infra', '2']), of(['App', '1'], ['Infra', '3']), false],
    ['not if one has a source more', of(['App', '1']), of(['App', '1'], ['Infra', '2']), false],
    ['not if the same revision came through another source', of(['App', '1']), of(['Infra', '1']), false],
    ['not if nothing is known of their sources', of(), of(), false],
  ])('%s', (_, one, other, same) => {
    expect([sameRevisions(one, other), sameRevisions(other, one)]).toEqual([same, same]);
  });
});

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

const questions = fc
  .record({
    history: histories,
    hour: fc.integer({ min: 0, max: 9 }),
    commit: fc.integer({ min: 0, max: 4 }),
    bad: fc.array(fc.nat(11), { maxLength: 4 }),
  })
  .map(({ history, hour, commit, bad }) => {
    const suspect = anExecution('f', {
      startedAt: at(`0${hour}:30`),
      revisions: [{ action: 'Source', id: `commit-${commit}` }],
    });
    return { suspect, succeeded: [suspect, ...history], excluded: bad.map((index) => executionId(index.toString(16))) };
  });

type Asked = typeof questions extends fc.Arbitrary<infer Question> ? Question : never;

/** The specification once more, candidate by candidate. */
function mayBeTarget({ suspect, excluded }: Asked, candidate: Execution): boolean {
  const commitOf = ({ revisions }: Execution) => revisions.map(({ id }) => id).join();
  return [
    candidate.id !== suspect.id,
    candidate.startedAt < suspect.startedAt,
    candidate.type === 'STANDARD',
    !excluded.includes(candidate.id),
    commitOf(candidate) !== commitOf(suspect),
  ].every((holds) => holds);
}

function targetOf(asked: Asked, succeeded: readonly Execution[], named?: string): Execution | undefined {
  const { suspect, excluded } = asked;
  const result = chosen(allOf(...succeeded), { suspect, excluded, ...(named !== undefined && { named }) });
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
        const { suspect, excluded } = asked;
        const listed = asked.succeeded.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
        let read = 0;
        let result: ReturnType<typeof chosen>;
        do {
          read += size;
          const items = listed.slice(0, read);
          result = chosen(read < listed.length ? firstPageOf(...items) : allOf(...items), { suspect, excluded });
        } while (result.kind === 'look-up');
        expect(result).toEqual(chosen(allOf(...listed), { suspect, excluded }));
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
