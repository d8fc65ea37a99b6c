import { describe, expect, it } from 'vitest';
import { alarmLanes } from '../../../emulator/report/alarm-lane.ts';
import { marksOf } from '../../../emulator/report/marks.ts';
import { stageLanes } from '../../../emulator/report/stage-lane.ts';
import {
  alarmChange,
  decision,
  minute,
  recordedStory,
  rolledBackStory,
  stageChange,
} from '../../support/builders/recorded-stories.ts';

describe('the lane of a stage', () => {
  it('shows what ran, and what was live meanwhile', () => {
    const [lane] = stageLanes(rolledBackStory());
    expect(lane?.runs).toEqual([
      { from: minute(1), until: minute(2), release: 'v2', rollback: false, result: 'succeeded' },
      { from: minute(4), until: minute(5), release: 'v1', rollback: true, result: 'succeeded' },
    ]);
    expect(lane?.live).toEqual([
      { releases: ['v1'], from: minute(0), until: minute(2) },
      { releases: ['v2'], from: minute(2), until: minute(5) },
      { releases: ['v1'], from: minute(5), until: minute(10) },
    ]);
    expect(lane?.closed).toEqual([{ from: minute(4), until: minute(10), ours: true }]);
  });

  it('says what stays live while an execution waits in the stage, and of two releases that both are', () => {
    const [lane] = stageLanes(
      recordedStory({
        stages: [
          {
            name: 'shop/Prod',
            live: [
              { time: minute(0), releases: ['v1'] },
              { time: minute(8), releases: ['v1', 'v2'] },
            ],
          },
        ],
        happenings: [stageChange(1, 'STARTED', { release: 'v2' }), stageChange(8, 'FAILED', { release: 'v2' })],
      }),
    );
    expect(lane?.runs.map(({ result }) => result)).toEqual(['failed']);
    expect(lane?.live).toEqual([
      { releases: ['v1'], from: minute(0), until: minute(8) },
      { releases: ['v1', 'v2'], from: minute(8), until: minute(10) },
    ]);
  });

  it('shows a run that has not ended, and a freeze that has', () => {
    const [lane] = stageLanes(
      recordedStory({
        happenings: [
          { time: minute(1), kind: 'transition', stage: 'shop/Prod', enabled: false, ours: true },
          { time: minute(3), kind: 'transition', stage: 'shop/Prod', enabled: true, ours: true },
          stageChange(4, 'STARTED', { release: 'v2' }),
        ],
      }),
    );
    expect(lane?.closed).toEqual([{ from: minute(1), until: minute(3), ours: true }]);
    expect(lane?.runs).toMatchObject([{ from: minute(4), until: minute(10), result: 'running' }]);
  });
});

describe('the lanes of alarms', () => {
  it('are one for those that went the same way, and none for those that stayed OK', () => {
    const { lanes, quiet } = alarmLanes(
      recordedStory({
        alarms: ['a', 'b', 'c'].map((name) => ({ name, state: 'OK' })),
        happenings: [
          alarmChange(2, 'ALARM', 'a'),
          alarmChange(2, 'ALARM', 'b'),
          alarmChange(3, 'OK', 'a'),
          alarmChange(3, 'OK', 'b'),
        ],
      }),
    );
    expect(quiet).toEqual(['c']);
    expect(lanes.map(({ names }) => names)).toEqual([['a', 'b']]);
    expect(lanes[0]?.states.map(({ value, from }) => [value, from])).toEqual([
      ['OK', minute(0)],
      ['ALARM', minute(2)],
      ['OK', minute(3)],
    ]);
  });

  it('show an alarm that was on all the time, and one with a metric', () => {
    const metric = { threshold: 1, points: [] };
    const { lanes } = alarmLanes(
      recordedStory({
        alarms: [
          { name: 'a', state: 'ALARM' },
          { name: 'b', state: 'OK', metric },
        ],
      }),
    );
    expect(lanes.map(({ names }) => names)).toEqual([['a'], ['b']]);
  });
});

describe('the marks', () => {
  it('fold decisions of one kind that follow each other', () => {
    const { controller } = marksOf([
      decision(1, 'hold'),
      decision(1.5, 'hold'),
      decision(2, 'rollback'),
      decision(4, 'hold'),
    ]);
    expect(controller.map(({ title, count }) => [title, count])).toEqual([
      ['shop/Prod: HOLD', 2],
      ['shop/Prod: ROLLBACK', 1],
      ['shop/Prod: HOLD', 1],
    ]);
  });
});
