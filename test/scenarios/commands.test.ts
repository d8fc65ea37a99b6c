import { describe, expect, test } from 'vitest';
import { ALICE, consoles, PROD } from './consoles.ts';

const MINUTE = 60_000;

const { account, command, history, statusOf, badRelease, subjects } = consoles();

describe('pause and resume', () => {
  test('of everything are recorded for the whole controller, and told once', async () => {
    await command({ action: 'pause', ...ALICE });
    const { paused } = await command({ action: 'status' });
    expect(paused).toMatch(/^by alice since .* \(a test\)$/);
    expect(await statusOf()).toMatchObject({
      armed: 'no',
      why: [expect.stringContaining('the controller has been paused')],
    });
    await command({ action: 'resume', by: 'bob' });
    expect(await history({})).toMatchObject([
      { what: 'resumed', by: 'bob', why: 'bob resumed automatic rollback of every guarded stage' },
      { what: 'paused', by: 'alice', why: 'alice paused automatic rollback of every guarded stage (a test)' },
    ]);
    expect(subjects()).toEqual(['Paused: controller/*', 'Resumed: controller/*']);
    expect(await statusOf()).toMatchObject({ armed: 'yes' });
  });

  test('of one stage are recorded for it', async () => {
    await command({ action: 'pause', ...PROD, ...ALICE });
    expect(await statusOf()).toMatchObject({ armed: 'no', paused: expect.stringContaining('by alice') });
    await command({ action: 'resume', ...PROD, ...ALICE });
    expect((await history()).map(({ what }) => what)).toEqual(['resumed', 'paused']);
    expect(await command({ action: 'pause', pipeline: 'shop' })).toMatchObject({
      decision: 'refused',
      reason: '"stage" is missing: name both pipeline and stage, or neither',
    });
  });
});

describe('history', () => {
  test('is newest first and as long as asked for', async () => {
    for (const action of ['pause', 'resume', 'pause']) {
      await command({ action, ...PROD, ...ALICE });
      await account().clock.advance(MINUTE);
    }
    await command({ action: 'plan', ...PROD, ...ALICE });
    expect((await history()).map(({ what }) => what)).toEqual(['planned', 'paused', 'resumed', 'paused']);
    expect((await history(PROD, 2)).map(({ what }) => what)).toEqual(['planned', 'paused']);
  });
});

describe('plan, rollback and release', () => {
  test('are recorded with who and why', async () => {
    await badRelease();
    await command({ action: 'plan', ...PROD, ...ALICE });
    await command({ action: 'rollback', ...PROD, ...ALICE, dryRun: true });
    expect(await command({ action: 'rollback', ...PROD, ...ALICE })).toMatchObject({
      decision: 'rollback',
      rollbackExecutionId: expect.any(String),
    });
    await account().clock.advance(20 * MINUTE);
    await command({ action: 'release', ...PROD, ...ALICE });
    await command({ action: 'release', ...PROD, ...ALICE });
    const entries = await history();
    expect(entries.map(({ what, code }) => [what, code])).toEqual([
      ['command-refused', 'not-frozen'],
      ['released', undefined],
      ['recovered', undefined],
      ['rollback', undefined],
      ['planned', undefined],
      ['planned', undefined],
    ]);
    for (const { by, why, what } of entries) {
      expect(by).toBe('alice');
      if (['released', 'rollback', 'planned'].includes(what)) expect(why).toContain('a test');
    }
  });
});
