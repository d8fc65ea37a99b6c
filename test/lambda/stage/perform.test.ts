import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../lambda/decision/effects.ts';
import type { Ports } from '../../../lambda/ports.ts';
import { keptBack, perform } from '../../../lambda/stage/perform.ts';
import { inertPorts } from '../../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LIMIT = { count: 5, minutes: 10 };
const rollback = { kind: 'rollback', incident: 'i', target: 't', automatic: true } as const;

describe('the breaker', () => {
  test('keeps a rollback that it does not let in from being called', async () => {
    const { ports } = inertPorts();
    const breaker: Ports['breaker'] = { enter: async () => ({ full: 5 }) };
    const tooMany = await keptBack({ ...ports, breaker }, KEY, [rollback], LIMIT);
    const results = await perform(ports, KEY, [rollback], tooMany);
    expect(results).toMatchObject([{ kind: 'rollback', answer: { kind: 'too-many', done: 5, max: 5 } }]);
  });

  test.each<[string, readonly Effect[]]>([
    ['the rollback of a person', [{ ...rollback, automatic: false }]],
    ['a freeze', [{ kind: 'freeze', reason: 'r' }]],
  ])('is not asked about %s', async (_, effects) => {
    expect(await keptBack(inertPorts().ports, KEY, effects, LIMIT)).toBeUndefined();
  });
});

describe('the way in', () => {
  const closing = [rollback, { kind: 'freeze', reason: 'r', ifAccepted: true }] as const;

  async function closed(answer: Awaited<ReturnType<Ports['pipelines']['rollback']>>): Promise<readonly string[]> {
    const { ports } = inertPorts();
    const calls: string[] = [];
    const pipelines: Ports['pipelines'] = {
      ...ports.pipelines,
      rollback: async () => {
        await Promise.resolve();
        calls.push('rollback');
        return answer;
      },
      disableInbound: async (_, reason) => {
        calls.push(`freeze ${reason}`);
        return { kind: 'done' };
      },
    };
    await perform({ ...ports, pipelines }, KEY, closing);
    return calls;
  }

  test('is closed at once behind an accepted rollback', async () => {
    expect(await closed({ kind: 'accepted', executionId: 'e' })).toEqual(['rollback', 'freeze r']);
  });

  test.each(['unable', 'lost'] as const)('stays open where the rollback is not accepted', async (kind) => {
    expect(await closed({ kind, error: 'the stage runs, or nothing was answered' })).toEqual(['rollback']);
  });
});
