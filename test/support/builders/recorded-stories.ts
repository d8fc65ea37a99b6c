import type { Happening } from '../../../emulator/stories/happening.ts';
import type { RecordedStory } from '../../../emulator/stories/recorded-story.ts';
import { NOTHING } from '../../../emulator/stories/story.ts';

const START = Date.parse('2026-03-03T09:00:00Z');

/** A time of a recorded story, in minutes from its begin. */
export function minute(minutes: number): number {
  return START + minutes * 60_000;
}

/** A story in which nothing happened in ten minutes, unless it says so. */
export function recordedStory(story: Partial<RecordedStory> = {}): RecordedStory {
  return {
    name: 'a-story',
    summary: 'What happens in it.',
    from: minute(0),
    until: minute(10),
    stages: [{ name: 'shop/Prod', live: [{ time: minute(0), releases: ['v1'] }] }],
    alarms: [{ name: 'shop-5xx', state: 'OK' }],
    happenings: [],
    expected: NOTHING,
    end: NOTHING,
    differences: [],
    ...story,
  };
}

export function stageChange(
  at: number,
  state: string,
  deployment: { readonly release: string; readonly rollback?: boolean; readonly stage?: string },
): Happening {
  const { release, rollback = false, stage = 'shop/Prod' } = deployment;
  const executionId = `${stage} ${release} ${rollback}`;
  return { time: minute(at), kind: 'stage', stage, executionId, release, rollback, state };
}

export function alarmChange(at: number, to: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', alarm = 'shop-5xx'): Happening {
  const from = to === 'ALARM' ? 'OK' : 'ALARM';
  return { time: minute(at), kind: 'alarm', alarm, from, to, muted: false };
}

export function decision(at: number, code: string, sentence = `the sentence of ${code}`): Happening {
  return { time: minute(at), kind: 'decision', stage: 'shop/Prod', code, sentence };
}

/** v2 is bad, and rolled back: one of everything that a report shows. */
export function rolledBackStory(): RecordedStory {
  const end = { ...NOTHING, rollbacks: ['shop/Prod to v1'], frozen: ['shop/Prod'] };
  return recordedStory({
    name: 'rolled-back',
    stages: [
      {
        name: 'shop/Prod',
        live: [
          { time: minute(0), releases: ['v1'] },
          { time: minute(2), releases: ['v2'] },
          { time: minute(5), releases: ['v1'] },
        ],
      },
    ],
    alarms: [
      {
        name: 'shop-5xx',
        state: 'OK',
        metric: {
          threshold: 10,
          points: [2, 1, 3, 48, 95, 4, 1, 1, 2].map((value, index) => ({ time: minute(index), value })),
        },
      },
      { name: 'shop-latency', state: 'OK' },
    ],
    happenings: [
      { time: minute(0), kind: 'script', text: 'shop: release v2 comes in' },
      stageChange(1, 'STARTED', { release: 'v2' }),
      stageChange(2, 'SUCCEEDED', { release: 'v2' }),
      alarmChange(4, 'ALARM'),
      { time: minute(4), kind: 'call', operation: 'RollbackStage', where: 'shop/Prod', outcome: 'ok' },
      stageChange(4, 'STARTED', { release: 'v1', rollback: true }),
      { time: minute(4), kind: 'transition', stage: 'shop/Prod', enabled: false, ours: true },
      decision(4, 'rollback', 'roll back from v2 to v1: alarm "shop-5xx" fired 2 min after the end'),
      {
        time: minute(4),
        kind: 'message',
        subject: 'Rolling back: shop/Prod',
        text: 'Rolling back: shop/Prod\n\nRoll back from v2 to v1.\n\nNext: Mend the release.\n',
      },
      { time: minute(4), kind: 'failure', error: 'Runtime.ExitError: the process was killed' },
      stageChange(5, 'SUCCEEDED', { release: 'v1', rollback: true }),
      alarmChange(6, 'OK'),
      decision(7, 'recovered', 'every alarm of the guard is OK'),
    ],
    expected: end,
    end,
  });
}
