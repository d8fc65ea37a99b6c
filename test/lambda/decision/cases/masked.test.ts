import { describe, expect, test } from 'vitest';
import type { AlarmGrounds } from '../../../../lambda/decision/alarm.ts';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { arnOf } from '../../../support/home.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* A composite of the rule `ALARM(a) AND NOT ALARM(deploying)`: it goes on as `deploying` goes off, however long `a` has been on. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:58') });
const visits = [deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08')), deploys(v2, '10:00', '10:03')];
const guard = { alarms: [arnOf('e')] };
const unguarded = { told: 'never' } as const;

const off = { arn: arnOf('deploying'), at: at('10:10'), value: 'OK' };
const deploying = { ...anAlarmThat(goes('ALARM', '08:59', unguarded), goes('OK', '10:10')), name: 'deploying' };
const composite = (...children: NonNullable<AlarmGrounds['children']>) => ({
  ...anAlarmThat(goes('ALARM', '10:10', { grounds: { children } })),
  name: 'e',
});
const rule = { kind: 'alarm', arn: arnOf('a') } as const;

describe('a composite that was masked until after a deployment', () => {
  const a = (since: string) => ({ ...anAlarmThat(goes('ALARM', since, unguarded)), name: 'a' });
  const played = (e: ReturnType<typeof composite>, since = '09:00') =>
    play({ visits, alarms: [a(since), deploying, e], edits: [{ at: 0, guard }], until: '10:40' });

  test('blames nothing on that deployment where the trouble under the mask is from before it', () => {
    const { targets, told } = played({ ...composite(off), rule });
    expect(targets).toEqual([]);
    expect(told.map(({ reason }) => reason)).toEqual(['alarm-after-bake-time']);
    expect(told[0]?.sentence).toContain(`after deployment ${v1.id.slice(0, 8)}`);
    expect(told[0]?.sentence).toContain('began when it changed its state at 2026-01-10 09:00:00 UTC');
    expect(told[0]?.sentence).toContain('that is of alarm "a", masked until 2026-01-10 10:10:00 UTC');
  });

  test('nor where that is named beside what masked it', () => {
    const e = composite(off, { arn: arnOf('a'), at: at('09:00'), value: 'ALARM' });
    expect(played(e).targets).toEqual([]);
  });

  test('rolls that deployment back where the trouble under the mask is of it', () => {
    expect(played({ ...composite(off), rule }, '10:05').targets).toEqual([v1.id]);
  });

  test('is held where nothing tells what it is on for: when the trouble began is not known', () => {
    const { targets, told } = played(composite(off));
    expect(targets).toEqual([]);
    expect(told.map(({ reason }) => reason)).toEqual(['could-not-observe']);
    expect(told[0]?.sentence).toContain('"deploying" left ALARM');
  });
});
