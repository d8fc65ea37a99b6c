import { describe, expect, it } from 'vitest';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { History } from '../../lambda/ports.ts';

const NOW = Date.UTC(2026, 0, 10, 9, 30);
let stages = 0;

function freshKey(): StageKey {
  return { pipeline: 'shop', stage: `Stage-${++stages}` };
}

function entry(id: string, minutes: number, but: Partial<Entry> = {}): Entry {
  const causedAt = NOW + minutes * 60_000;
  return { id, causedAt, at: causedAt + 1_000, code: 'hold', sentence: id, announce: false, cause: 'alarm', ...but };
}

/** What every implementation of the decision records does. */
export function defineHistoryContract(name: string, make: () => History): void {
  describe(`decision records ${name}`, () => {
    it('knows what was appended, and nothing else', async () => {
      const [history, key] = [make(), freshKey()];
      await history.append(key, entry('a', 0));
      expect(await history.has(key, { id: 'a', causedAt: NOW })).toBe(true);
      expect(await history.has(key, { id: 'a', causedAt: NOW + 1 })).toBe(false);
      expect(await history.has(key, { id: 'b', causedAt: NOW })).toBe(false);
      expect(await history.has(freshKey(), { id: 'a', causedAt: NOW })).toBe(false);
    });

    it('keeps an entry as it is when it is appended again, and says so', async () => {
      const [history, key] = [make(), freshKey()];
      expect(await history.append(key, entry('a', 0, { sentence: 'first' }))).toBe('appended');
      expect(await history.append(key, entry('a', 0, { sentence: 'second' }))).toBe('known');
      expect(await history.append(freshKey(), entry('a', 0))).toBe('appended');
      expect((await history.latest(key, 10)).map(({ sentence }) => sentence)).toEqual(['first']);
    });

    it('lists the newest causes first, as many as are asked for', async () => {
      const [history, key] = [make(), freshKey()];
      for (const [id, minutes] of [
        ['b', 2],
        ['d', 4],
        ['a', 1],
        ['c', 3],
      ] as const) {
        await history.append(key, entry(id, minutes));
      }
      expect((await history.latest(key, 3)).map(({ id }) => id)).toEqual(['d', 'c', 'b']);
    });

    it('gives back every member of an entry', async () => {
      const [history, key] = [make(), freshKey()];
      const execution = {
        id: 'e',
        startedAt: NOW,
        type: 'STANDARD',
        revisions: [{ action: 'Source', id: 'c1' }],
      } as const;
      const full = entry('full', 0, {
        code: 'rollback',
        reason: 'none',
        incident: 'incident-1',
        alarmReason: 'Threshold Crossed',
        suspect: execution,
        target: { ...execution, rollbackTarget: 'x', triggerType: 'WebhookV2' },
        rollbackExecutionId: 'r',
        alarm: 'errors',
        frozen: true,
        events: { count: 3, from: NOW, lastAt: NOW },
      });
      await history.append(key, full);
      expect(await history.latest(key, 1)).toEqual([full]);
    });
  });
}
