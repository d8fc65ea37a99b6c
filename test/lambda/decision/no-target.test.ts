import { describe, expect, test } from 'vitest';
import type { TargetQuestion } from '../../../lambda/decision/eligible.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import { BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, notSeen } from '../../support/builders/observations.ts';

import { chosen, remembering } from '../../support/chosen-target.ts';

const MIDDLE = anExecution('c', { startedAt: at('09:00') });

describe('without a target the hold says why', () => {
  test('asks for the version of the suspect, since an edited pipeline is the usual reason', () => {
    const wants = [{ fact: 'execution', id: BAD.id }];
    expect(chosen(allOf(BAD), {}, { executions: {} })).toEqual({ kind: 'wants', wants });
    const executions = { [BAD.id]: notSeen('the version') };
    expect(chosen(allOf(BAD), {}, { executions })).toMatchObject({ kind: 'unclear' });
  });

  test.each<[string, readonly Execution[], Partial<TargetQuestion>, string]>([
    [
      'the pipeline was edited',
      [BAD],
      { stage: aStage({ pipelineVersion: 8 }) },
      'at version 8, bbbbbbbb (c0ffeeb "Release b") and every earlier execution ran under version 7',
    ],
    [
      'the first success of this version is the suspect',
      [BAD],
      {},
      'no other execution succeeded in this stage under pipeline version 7',
    ],
    [
      'each candidate has its own obstacle',
      [BAD, GOOD],
      remembering({ execution: GOOD, badSince: at('09:00') }),
      '1 other execution succeeded in this stage, none is eligible (aaaaaaaa: it was rolled back from at 2026-01-10 09:00:00',
    ],
    [
      'only suspects remain',
      [BAD, MIDDLE],
      { suspects: [BAD, MIDDLE] },
      'none is eligible (cccccccc: it is a suspect itself)',
    ],
    [
      'what remains was blamed before',
      [BAD, GOOD],
      { ...remembering({ execution: GOOD, blamedAt: at('10:19') }), tenures: [GOOD_TENURE, BAD_TENURE] },
      'aaaaaaaa: it was blamed before, and is not proven since',
    ],
  ])('%s', (_, succeeded, but, why) => {
    expect(chosen(allOf(...succeeded), but)).toMatchObject({
      code: 'no-eligible-target',
      sentence: expect.stringContaining(why),
    });
  });

  test.each<[string, Execution, Partial<TargetQuestion>, string]>([
    ['is the suspect', BAD, {}, 'deployed now'],
    ['did not succeed here', anExecution('d'), {}, 'did not succeed in this stage'],
    ['was rolled back from', GOOD, remembering({ execution: GOOD, badSince: at('09:00') }), 'rolled back from'],
  ])('a named target that %s', (_, { id: named }, but, why) => {
    const held = chosen(allOf(BAD, GOOD, OLDER), { named, ...but });
    expect(held).toMatchObject({ code: 'target-not-eligible', sentence: expect.stringContaining(why) });
    expect(held).toHaveProperty('sentence', expect.stringContaining(OLDER.id));
  });
});
