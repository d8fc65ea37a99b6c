import { describe, expect, test } from 'vitest';
import { refuseBarrier } from '../../../lambda/decision/barrier.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import type { Tenure } from '../../../lambda/decision/tenures.ts';
import { answerOf } from '../../support/answer-of.ts';
import { aTenure, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, BAD, GOOD } from '../../support/builders/executions.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aDetail, notSeen, seen, theFacts } from '../../support/builders/observations.ts';

const MIDDLE = anExecution('c', { startedAt: at('09:00') });
const MIDDLE_TENURE = aTenure(MIDDLE, '09:05', '09:10');

function refused(
  details: Facts['executions'],
  tenures: readonly Tenure[] = [GOOD_TENURE, MIDDLE_TENURE, BAD_TENURE],
  suspect: Execution = BAD,
  target: Execution = GOOD,
) {
  const executions = { [BAD.id]: aDetail(), [MIDDLE.id]: aDetail(), [GOOD.id]: aDetail(), ...details };
  return answerOf(
    () =>
      refuseBarrier({ suspect, target }, { state: aState(), facts: theFacts({ executions }), tenures }) ?? {
        kind: 'passable' as const,
      },
  );
}

const barrier = aDetail({ name: 'NO_ROLLBACK', value: 'True' });

describe('a release must not be rolled back behind', () => {
  test('where it is the suspect', () => {
    expect(refused({ [BAD.id]: barrier })).toMatchObject({
      code: 'barrier',
      sentence: expect.stringContaining('NO_ROLLBACK = true'),
    });
  });

  test('where it lies between target and suspect', () => {
    expect(refused({ [MIDDLE.id]: barrier })).toMatchObject({
      code: 'barrier',
      sentence: expect.stringContaining('cccccccc'),
    });
  });

  test('and what is not known of those in between is asked at once', () => {
    expect(
      answerOf(
        () =>
          refuseBarrier(
            { suspect: BAD, target: GOOD },
            {
              state: aState(),
              facts: theFacts({ executions: {} }),
              tenures: [GOOD_TENURE, MIDDLE_TENURE, BAD_TENURE],
            },
          ) ?? { kind: 'passable' as const },
      ),
    ).toEqual({
      kind: 'wants',
      wants: [MIDDLE, BAD].map(({ id }) => ({ fact: 'execution', id })),
    });
  });

  test('where its commit message says so', () => {
    const marked = { ...BAD, revisions: [{ action: 'Source', id: '1', noRollback: true as const }] };
    expect(refused({}, undefined, marked)).toMatchObject({ sentence: expect.stringContaining('[no-rollback]') });
  });

  test('where it is marked so, however many releases lie between', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      anExecution(`${index}`.padStart(2, '0'), { startedAt: at('09:10') + index }),
    );
    const marked = { ...MIDDLE, revisions: [{ action: 'Source', id: '1', noRollback: true as const }] };
    const tenures = [marked, ...many].map((execution) => aTenure(execution, '09:05', '09:10'));
    const read = Object.fromEntries(many.map(({ id }) => [id, aDetail()]));
    expect(refused(read, [GOOD_TENURE, ...tenures, BAD_TENURE])).toMatchObject({
      code: 'barrier',
      sentence: expect.stringContaining('cccccccc'),
    });
  });

  test('where its variables must not be read', () => {
    expect(refused({ [BAD.id]: notSeen('execution') })).toMatchObject({
      sentence: expect.stringContaining('could not be read'),
    });
    expect(refused({ [BAD.id]: notSeen('execution', { transient: true }) })).toMatchObject({ kind: 'unclear' });
    expect(refused({ [BAD.id]: undefined })).toMatchObject({ kind: 'wants' });
  });
});

describe('a release may be rolled back behind', () => {
  test('where another of its sources carries the mark, and the target has that revision, too', () => {
    const of = (app: string, config: string) => [
      { action: 'App', id: app },
      { action: 'Config', id: config, noRollback: true as const },
    ];
    const suspect = { ...BAD, revisions: of('a2', 'c1') };
    const between = (config: string) =>
      refused({}, [GOOD_TENURE, aTenure({ ...MIDDLE, revisions: of('a1', config) }, '09:05', '09:10')], suspect, {
        ...GOOD,
        revisions: of('a0', 'c1'),
      });
    expect(between('c1')).toEqual({ kind: 'passable' });
    expect(between('c0')).toMatchObject({ code: 'barrier' });
  });

  test.each<[string, Facts['executions'], readonly Tenure[] | undefined]>([
    ['where it is the target', { [GOOD.id]: barrier }, undefined],
    ['where it never began deploying in this stage', { [MIDDLE.id]: barrier }, [GOOD_TENURE, BAD_TENURE]],
    ['where the variable is not "true"', { [BAD.id]: aDetail({ name: 'NO_ROLLBACK', value: 'false' }) }, undefined],
    ['where CodePipeline has forgotten its variables', { [BAD.id]: seen('not-found') }, undefined],
  ])('%s', (_, details, tenures) => {
    expect(refused(details, tenures)).toEqual({ kind: 'passable' });
  });
});
