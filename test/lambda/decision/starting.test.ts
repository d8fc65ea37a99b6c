import { describe, expect, test } from 'vitest';
import { followClaimed } from '../../../lambda/decision/claimed.ts';
import type { RollbackAnswer } from '../../../lambda/decision/effects.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Claimed } from '../../../lambda/decision/incident.ts';
import { MINUTE } from '../../../lambda/decision/time.ts';
import { anExecution, BAD, GOOD } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aClaimed, aPlan, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, seen, theFacts } from '../../support/builders/observations.ts';

const redeployment = {
  revisions: [{ action: 'Source', type: 'COMMIT_ID', value: 'c0ffeea' }],
  variables: [],
} as const;
const CLAIM = aClaimed({ plan: { ...aPlan(), redeployment } });
const STARTED = anExecution('d', {
  startedAt: at('10:20:02'),
  triggerType: 'StartPipelineExecution',
  revisions: [{ action: 'Source', id: 'c0ffeea' }],
});

/** What comes of a promised start that is answered so, or is taken up without an answer. */
function follow(claim: Claimed, come: { answer?: RollbackAnswer; listed?: readonly Execution[]; now?: number } = {}) {
  const { answer, listed = [], now = at('10:21') } = come;
  const results = answer === undefined ? [] : [{ kind: 'redeploy' as const, answer }];
  const facts = theFacts({
    stage: seen(aStage()),
    recent: allOf(...listed, BAD, GOOD),
    guard: seen({ kind: 'found', policy: aGuard() }),
  });
  return followClaimed({ ...aTurn({ state: aState({ incident: claim }), facts, results }), now }, claim, []);
}

describe('a promised start of the pipeline, taken up after a crash', () => {
  test('is the same call again, to the letter', () => {
    const { effects = [] } = follow(CLAIM);
    expect(effects).toEqual([{ kind: 'redeploy', incident: CLAIM.id, redeployment }]);
  });

  test('is adopted where the history shows it', () => {
    const { effects = [], state } = follow(CLAIM, { listed: [STARTED] });
    expect(effects.map(({ kind }) => kind)).not.toContain('redeploy');
    expect(state.incident).toMatchObject({ phase: 'rolling-back', rollbackExecutionId: STARTED.id });
  });

  test.each<[string, Partial<Execution>]>([
    ['of other revisions', { revisions: [{ action: 'Source', id: 'c0ffeeb' }] }],
    ['from before the promise', { startedAt: at('10:19') }],
    ['that a push started', { triggerType: 'WebhookV2' }],
    ['of a rollback', { type: 'ROLLBACK' }],
  ])('does not take an execution %s for its own', (_, but) => {
    const { state } = follow(CLAIM, { listed: [{ ...STARTED, ...but }] });
    expect(state.incident).toMatchObject({ phase: 'claimed' });
  });

  test('is given up after a quarter of an hour: nobody waits for it any more', () => {
    const { effects = [], state } = follow(CLAIM, { now: CLAIM.claimedAt + 15 * MINUTE });
    expect(effects).toEqual([]);
    expect(state.incident).toBeUndefined();
    expect(state.promised).toContainEqual(expect.objectContaining({ reason: 'refused' }));
  });
});

describe('a start that CodePipeline does not take', () => {
  test('ever: the incident ends with its error', () => {
    const { state } = follow(CLAIM, { answer: { kind: 'final', error: 'AccessDeniedException: no' } });
    expect(state.incident).toBeUndefined();
    expect(state.promised).toContainEqual(
      expect.objectContaining({
        reason: 'refused',
        sentence: expect.stringMatching(/^AWS refused StartPipelineExecution, .*: AccessDeniedException: no/),
      }),
    );
  });

  test.each(['conflict', 'not-taken', 'lost'] as const)('%s: it is asked for again, and not at once', (kind) => {
    const answered = follow(CLAIM, { answer: { kind, error: 'later' } });
    expect(answered.effects ?? []).toEqual([]);
    const { incident } = answered.state;
    if (incident?.phase !== 'claimed') throw new Error('it is no claim any more');
    expect(follow(incident).effects ?? []).toEqual([]);
    expect(follow(incident, { now: incident.callAgainAt ?? 0 }).effects).toMatchObject([{ kind: 'redeploy' }]);
  });

  test('for a quarter of an hour: people are told', () => {
    const answer = { kind: 'conflict', error: 'ConflictException: busy' } as const;
    const { state } = follow(CLAIM, { answer, now: CLAIM.claimedAt + 15 * MINUTE });
    expect(state.incident).toBeUndefined();
  });

  test('our own freeze is not lifted for it: a closed stage keeps no start out', () => {
    const answer = { kind: 'conflict', error: 'ConflictException: busy' } as const;
    expect(follow(CLAIM, { answer, now: CLAIM.claimedAt + MINUTE }).effects ?? []).toEqual([]);
  });
});
