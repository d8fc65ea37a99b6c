import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import { freshKey, NOW } from './lock-requests.ts';
import { claimed, full, observed, paused, verifying, waiting } from './remembered.ts';
import { type StageRecordsUnderTest, useOf } from './stage-records-under-test.ts';

/** What every implementation of the stage records keeps behind the lock. */
export function defineStageRecordsContract(name: string, make: () => StageRecordsUnderTest): void {
  describe(`stage records ${name}`, () => {
    const { take, remember, tryTo } = useOf(make);

    it('frees the lock without touching the state', async () => {
      const key = freshKey();
      await remember(key, paused);
      const { lock } = await take(key);
      expect(await make().records.release(lock, 0)).toBe('released');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', state: paused });
    });

    it.each([full, ...[waiting, claimed, verifying, observed].map((incident) => ({ ...full, incident }))])(
      'gives back a state as it was saved, with everything in it and an incident $incident.phase',
      async (state) => {
        const key = freshKey();
        await remember(key, state);
        expect(await make().records.read(key)).toEqual(state);
        expect((await take(key)).state).toEqual(state);
      },
    );

    it('forgets what a later state leaves out', async () => {
      const key = freshKey();
      await remember(key, full);
      await remember(key, EMPTY_STATE);
      expect(await make().records.read(key)).toEqual(EMPTY_STATE);
      expect(await tryTo(key, 'alarm')).toMatchObject({ kind: 'held' });
      expect(await tryTo(freshKey(), 'watch')).toEqual({ kind: 'nothing-due' });
    });

    it.each([
      ['of a newer schema', 4, EMPTY_STATE, /schema is 4/],
      ['edited by hand', STATE_FORM, { ...EMPTY_STATE, releases: 'none' }, /releases/],
      ['of the first schema, edited by hand', 1, { knownBad: 'none' }, /releases/],
    ])('takes the lock of a record %s, but gives no state', async (_, schema, memory, problem) => {
      const key = freshKey();
      await make().plant(key, schema, memory);
      const acquired = await tryTo(key, 'alarm');
      expect(acquired).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
      await expect(make().records.read(key)).rejects.toMatchObject({ name: 'CouldNotRead', transient: false });
      if (acquired.kind === 'unreadable' && acquired.lock) await make().records.release(acquired.lock, 0);
      expect(await tryTo(key, 'stage', NOW + 1)).toMatchObject({ kind: 'unreadable' });
    });

    it('remembers a pause of the whole controller until it is taken back', async () => {
      const { records } = make();
      expect(await records.globalPause()).toBeUndefined();
      await records.setGlobalPause({ by: 'alice', since: NOW, reason: 'load test' });
      expect(await records.globalPause()).toEqual({ by: 'alice', since: NOW, reason: 'load test' });
      await records.setGlobalPause(undefined);
      expect(await records.globalPause()).toBeUndefined();
    });
  });
}
