import { describe, expect, test } from 'vitest';
import { hold } from '../../../lambda/decision/hold.ts';
import { restlessBy, whyRestless } from '../../../lambda/decision/restless.ts';
import { EMPTY_STATE } from '../../../lambda/decision/state.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { at } from '../../support/builders/moments.ts';
import { arnOf } from '../../support/home.ts';

const alarm = arnOf('shop-5xx');
const late = hold.alarmAfterBakeTime.code;

describe('the times that an alarm went on and blamed nobody', () => {
  const restless = { from: at('09:30'), again: at('09:44') };
  const before = { alarm, from: at('09:44'), to: at('09:44') };

  test('are the first and the second of them, however often it goes on', () => {
    expect(restlessBy(undefined, at('09:30'), late)).toEqual({ from: at('09:30') });
    expect(restlessBy({ ...before, restless: { from: at('09:30') } }, at('09:50'), late)).toEqual({
      from: at('09:30'),
      again: at('09:50'),
    });
    expect(restlessBy({ ...before, restless }, at('09:58'), late)).toEqual(restless);
  });

  test('are over with one that came later, or that blamed a release', () => {
    expect(restlessBy({ ...before, restless }, at('10:15'), late)).toEqual({ from: at('10:15') });
    expect(restlessBy({ ...before, restless }, at('09:58'), hold.limitReached.code)).toBeUndefined();
    expect(restlessBy({ ...before, restless }, at('09:58'))).toBeUndefined();
  });

  test('are no more where one of them is decided again', () => {
    expect(restlessBy({ ...before, restless }, at('09:44'), hold.platformTrouble.code)).toEqual(restless);
    expect(restlessBy(before, at('09:44'), late)).toBeUndefined();
  });
});

test('an alarm is restless at a deployment only where it had gone on twice before that began', () => {
  const cause = { kind: 'alarm', id: 'alarm/5', at: at('10:12'), event: anAlarmEvent() } as const;
  const restless = { from: at('09:44'), again: at('09:58') };
  const state = { ...EMPTY_STATE, decided: [{ alarm, from: at('09:58'), to: at('09:58'), restless }] };
  expect(whyRestless(cause, state, [], at('10:00'))).toContain('since 2026-01-10 09:44:00 UTC');
  expect(whyRestless(cause, state, [], at('09:50'))).toBeUndefined();
});
