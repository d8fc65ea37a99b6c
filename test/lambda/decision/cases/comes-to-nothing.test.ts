import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* An alarm waits for the end of a deployment, and then nothing is rolled back: people are told of that once. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const v3 = anExecution('3', { startedAt: at('09:04') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

/** The alarm goes on while v2 is being deployed; then the pipeline is edited, and there is nothing to go back to. */
const nothingToGoBackTo: World = {
  visits: [live, deploys(v2, '09:03', '09:10')],
  alarms: [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:40'))],
  editedAt: '09:06',
  until: '10:00',
};

/** What people were told but that it waits. */
function toldAfterWait(world: World) {
  const { told } = play(world);
  return told.filter(({ code, announce }) => announce && code !== 'wait');
}

describe('an incident that comes to nothing', () => {
  test('is told of once, with the reason, what becomes of the freeze and what to do', () => {
    expect(toldAfterWait(nothingToGoBackTo)).toMatchObject([
      {
        code: 'not-rolled-back',
        reason: 'no-eligible-target',
        sentence: expect.stringMatching(/no execution to go back to.*the freeze is being lifted/),
      },
    ]);
  });

  test('has a decision record for its alarm all the same', () => {
    const { told } = play(nothingToGoBackTo);
    expect(told.filter(({ code }) => code === 'hold')).toMatchObject([
      { reason: 'no-eligible-target', announce: false },
    ]);
  });

  test('names every alarm with its reason, and first the one that people are advised by: it blames a release', () => {
    const alarms = [
      anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:09')),
      { ...anAlarmThat(goes('ALARM', '09:06'), goes('OK', '09:40')), name: 'slow' },
      { ...anAlarmThat(goes('ALARM', '09:07'), goes('OK', '09:40')), name: 'late' },
    ];
    const [told, ...others] = toldAfterWait({ ...nothingToGoBackTo, alarms });
    expect(others).toEqual([]);
    expect(told?.reason).toBe('no-eligible-target');
    expect(told?.sentence).toMatch(
      /: alarm "slow", alarm "late": no execution to go back to.*; alarm "errors" is no longer in ALARM/,
    );
  });

  test('is not told of again for the same alarm and deployment when that flaps', () => {
    const flaps = [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:20'), goes('ALARM', '09:25'))];
    expect(toldAfterWait({ ...nothingToGoBackTo, alarms: flaps })).toHaveLength(1);
  });
});

describe('an alarm that was on before a deployment', () => {
  const overtaken: World = {
    ...nothingToGoBackTo,
    visits: [live, deploys(v2, '09:01', '09:02'), deploys(v3, '09:06', '09:10')],
    alarms: [anAlarmThat(goes('ALARM', '09:05', { told: at('09:08') }), goes('OK', '09:40'))],
  };

  test('and waited for its end is not told of at that once more', () => {
    expect(toldAfterWait(overtaken).map(({ code }) => code)).toEqual(['not-rolled-back']);
    expect(play(overtaken).told).toContainEqual(
      expect.objectContaining({ reason: 'alarm-on-at-deployment', announce: false }),
    );
  });

  test('is told of at its end, where another that is on as well was not told of', () => {
    const before = { ...anAlarmThat(goes('ALARM', daysBefore(3, '10:30'))), name: 'standing' };
    const told = toldAfterWait({ ...overtaken, alarms: [...overtaken.alarms, before] });
    expect(told.map(({ code, reason }) => reason ?? code)).toContain('alarm-on-at-deployment');
  });
});
