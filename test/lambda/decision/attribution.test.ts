import { describe, expect, test } from 'vitest';
import type { AlarmTransition } from '../../../lambda/decision/alarm.ts';
import { attributed, type Case, firedAt, ROLLBACK, withDatapoints } from '../../support/attributed.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { aTenure, aTenureOfRollback, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, BAD, GOOD } from '../../support/builders/executions.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { seen } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

describe('an alarm that came on with the deployment', () => {
  test('predates it if it came on in the very millisecond that the deployment began', () => {
    expect(attributed({ ...firedAt('10:05'), tenures: [BAD_TENURE] })).toMatchObject({
      code: 'alarm-predates-deployment',
      sentence: expect.stringContaining('the deployment began 2026-01-10 10:05:00 UTC'),
    });
  });

  test('is a matter of the deployment before, then', () => {
    expect(attributed(firedAt('10:05'))).toMatchObject({
      code: 'alarm-after-bake-time',
      sentence: expect.stringContaining('115 min after deployment aaaaaaaa'),
    });
    expect(attributed({ ...firedAt('10:05'), bakeMinutes: 115 })).toMatchObject({ kind: 'blame', suspects: [GOOD] });
  });

  test('is blamed on it from the next millisecond on', () => {
    expect(attributed(firedAt('10:05:00.001'))).toMatchObject({ kind: 'blame', suspects: [BAD] });
  });
});

describe('the easy case', () => {
  test('needs no history: the event tells that the alarm was OK from before the deployment on', () => {
    expect(attributed()).toMatchObject({
      kind: 'blame',
      newest: BAD_TENURE,
      suspects: [BAD],
      since: at('10:05'),
      told: at('10:20'),
      grounds: expect.stringContaining('10 min after the end of deployment bbbbbbbb'),
    });
  });
});

describe('the onset', () => {
  test('acquits a deployment that began after the end of its datapoint, although before the change of state', () => {
    const tenures = [BAD_TENURE];
    expect(attributed({ ...withDatapoints('10:00', '10:05', '10:10'), tenures })).toMatchObject({
      code: 'alarm-predates-deployment',
      sentence: expect.stringContaining('the trouble began with the datapoint of 2026-01-10 10:00:00 UTC'),
    });
    expect(attributed({ ...withDatapoints('10:01', '10:06', '10:11'), tenures })).toMatchObject({ kind: 'blame' });
  });

  test('that lies before the end of a rollback is blamed on what the rollback replaced', () => {
    const rollback = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');
    const tenures = [GOOD_TENURE, BAD_TENURE, rollback];
    // Without datapoints it lies anywhere in what the alarm looks back on, and metrics come two minutes late.
    expect(attributed({ ...firedAt('10:34:59'), tenures })).toMatchObject({ newest: BAD_TENURE });
    expect(attributed({ ...firedAt('10:35'), tenures, bakeMinutes: 180 })).toMatchObject({ newest: rollback });
  });

  test('under what a rollback brought back is behind its bake time where all its times of being live are', () => {
    const rollback = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');
    const tenures = [GOOD_TENURE, BAD_TENURE, rollback];
    const late = { ...firedAt('10:50'), tenures };
    expect(attributed({ ...late, bakeMinutes: 131 })).toMatchObject({
      code: 'alarm-after-bake-time',
      sentence: expect.stringContaining('had been live for 2 h 12 min in all, bake time is 131 min'),
    });
    expect(attributed({ ...late, bakeMinutes: 132 })).toMatchObject({ kind: 'blame', newest: rollback });
  });

  test('under what a rollback brought back counts since it was started, where its own deployment is not listed any more', () => {
    const rollback = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');
    const late = { ...firedAt('10:50'), tenures: [BAD_TENURE, rollback] };
    expect(attributed(late)).toMatchObject({ code: 'alarm-after-bake-time' });
  });
});

describe('an older deployment within its bake time', () => {
  const MIDDLE = anExecution('c', { startedAt: at('09:30') });
  const with_ = (end: string, but: Case = firedAt('10:11')) =>
    attributed({ tenures: [GOOD_TENURE, aTenure(MIDDLE, '09:40', end), BAD_TENURE], ...but });

  test('is a suspect, too, as long as it is not proven', () => {
    expect(with_('09:55')).toMatchObject({ suspects: [BAD, MIDDLE], since: at('09:40') });
    expect(with_('09:55')).toHaveProperty('grounds', expect.stringContaining('live for 10 min and not blamed'));
  });

  test('is cleared once it was live for longer than an alarm takes', () => {
    expect(with_('09:54:59')).toMatchObject({ suspects: [BAD], since: at('10:05') });
  });

  test('is not, where it was live no longer than the newest was until it showed its trouble: the same takes as long in both', () => {
    expect(with_('09:45', firedAt('10:28'))).toMatchObject({ suspects: [BAD, MIDDLE] });
    expect(with_('09:44:59', firedAt('10:28'))).toMatchObject({ suspects: [BAD] });
  });

  test('is not, where the trouble began while the newest was being deployed: it was live then', () => {
    const quiet = aTenure(MIDDLE, '09:30', '09:35');
    const since = (first: string) =>
      attributed({ ...withDatapoints(first, '10:11', '10:16'), tenures: [GOOD_TENURE, quiet, BAD_TENURE] });
    expect(since('10:05:01')).toMatchObject({ suspects: [BAD] });
    expect(since('10:05')).toMatchObject({ suspects: [BAD, MIDDLE] });
  });

  test('is not, either, where that was a retry: it was live under both attempts', () => {
    const quiet = aTenure(MIDDLE, '09:20', '09:25');
    const half = aTenure(BAD, '09:58', '10:00', { outcome: 'half' });
    const tenures = [GOOD_TENURE, quiet, half, BAD_TENURE];
    expect(attributed({ ...withDatapoints('10:05', '10:11', '10:16'), tenures })).toMatchObject({
      suspects: [BAD, MIDDLE],
    });
  });
});

describe('what a rollback brought back, live when the trouble began under the deployment of the next release', () => {
  const MIDDLE = anExecution('c', { startedAt: at('08:30') });
  const NEXT = aTenure(anExecution('d', { startedAt: at('10:40') }), '10:50', '10:58');
  const BACK = aTenureOfRollback(ROLLBACK, MIDDLE, '10:30', '10:33');
  const suspects = (middle: string, blamedAt: string) => {
    const tenures = [GOOD_TENURE, aTenure(MIDDLE, '08:40', middle), BAD_TENURE, BACK, NEXT];
    const state = aState({ releases: [{ execution: BAD, blamedAt: at(blamedAt) }] });
    const blame = attributed({ ...firedAt('10:55'), tenures, state });
    return blame.kind === 'blame' ? blame.suspects.map(({ id }) => id) : [];
  };

  test('is a suspect, too, where it had not been quiet for longer than what it replaced took to show its trouble', () => {
    expect(suspects('09:45', '10:30')).toContain(MIDDLE.id);
  });

  test('is none where it had been quiet for longer, before that or since', () => {
    expect(suspects('09:15', '10:30')).not.toContain(MIDDLE.id);
    expect(suspects('09:15', '10:30')).toContain(NEXT.release.id);
    expect(suspects('10:00', '10:11')).not.toContain(MIDDLE.id);
  });
});

test('an older deployment is cleared by a newer one that is proven: what it brought was live in that, too', () => {
  const first = aTenure(anExecution('d', { startedAt: at('09:20') }), '09:25', '09:27');
  const proven = aTenure(anExecution('c', { startedAt: at('09:28') }), '09:30', '09:35');
  expect(attributed({ tenures: [GOOD_TENURE, first, proven, BAD_TENURE] })).toMatchObject({ suspects: [BAD] });
});

describe('the bake time', () => {
  const firedAfter = (time: string, bakeMinutes: number) => attributed({ ...firedAt(time), bakeMinutes });

  test('includes its last millisecond', () => {
    expect(firedAfter('10:40', 30)).toMatchObject({ kind: 'blame' });
    expect(firedAfter('10:40:00.001', 30)).toMatchObject({ code: 'alarm-after-bake-time' });
  });

  test('is quoted with a number that can be compared with it', () => {
    expect(firedAfter('11:10:00.001', 60)).toMatchObject({
      sentence: expect.stringContaining('60 min 1 s after deployment bbbbbbbb'),
    });
    expect(firedAfter('11:24', 60)).toMatchObject({ sentence: expect.stringContaining('ended, bake time is 60 min') });
  });

  test('counts from when the alarm went into ALARM, not from when its actions were released', () => {
    const event = anAlarmEvent({
      state: { value: 'ALARM', at: at('12:00') },
      previous: { value: 'ALARM', at: at('10:20') },
    });
    const history = seen<readonly AlarmTransition[]>([{ at: at('10:20'), from: 'OK', to: 'ALARM' }]);
    expect(attributed({ history, cause: anAlarmCause({ event }), bakeMinutes: 30 })).toMatchObject({ kind: 'blame' });
  });

  test('does not matter while the deployment runs', () => {
    const { endedAt: _, ...running } = aTenure(BAD, '10:05', '10:10', { outcome: 'running' });
    expect(attributed({ ...firedAt('10:07'), tenures: [GOOD_TENURE, running], bakeMinutes: 1 })).toMatchObject({
      kind: 'blame',
      grounds: expect.stringContaining('while this was being deployed: bbbbbbbb'),
    });
  });
});

describe('an alarm that outlasted a rollback', () => {
  const outlasted = { incident: 'incident-1', rollback: ROLLBACK.id, since: at('10:05') };
  const cause = anAlarmCause({ event: { alarm: arnOf('shop-5xx'), state: { value: 'ALARM' } }, outlasted });
  const tenures = [GOOD_TENURE, BAD_TENURE, aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33')];

  test('is blamed on what that brought back', () => {
    const history = seen<readonly AlarmTransition[]>([{ at: at('10:20'), from: 'OK', to: 'ALARM' }]);
    expect(attributed({ cause, tenures, history })).toMatchObject({ kind: 'blame', suspects: [GOOD] });
  });

  test('is not blamed where its history tells that it was on then, although it changed since', () => {
    const history = seen<readonly AlarmTransition[]>([
      { at: at('10:00'), from: 'OK', to: 'ALARM' },
      { at: at('10:10'), from: 'ALARM', to: 'OK' },
      { at: at('10:20'), from: 'OK', to: 'ALARM' },
    ]);
    expect(attributed({ cause, tenures, history })).toMatchObject({ code: 'alarm-predates-deployment' });
  });

  test('is not blamed on a deployment that has come since: it may be the fix', () => {
    const fix = aTenure(anExecution('d', { startedAt: at('10:35') }), '10:36', '10:40');
    expect(attributed({ cause, tenures: [...tenures, fix] })).toMatchObject({ code: 'alarm-predates-deployment' });
  });

  test('is not blamed where it was on before the first suspect began: no release explains it', () => {
    expect(attributed({ cause, tenures, alarm: anAlarm({ since: at('10:05') }) })).toMatchObject({
      code: 'alarm-predates-deployment',
    });
  });
});
