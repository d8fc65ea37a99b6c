import { expect, test } from 'vitest';
import type { StageState } from '../../lambda/decision/state.ts';
import { withAlarmArns } from '../../lambda/stage/alarm-names.ts';
import { parseMail, parseState, STATE_FORM } from '../../lambda/stage/state-form.ts';
import { aLetterOf } from '../contracts/letters.ts';
import { claimed, full, verifying, waiting } from '../contracts/remembered.ts';
import { arnOf, HOME } from '../support/home.ts';

/** As the version stored it that knew alarms by name. */
function byName(stored: unknown): unknown {
  const names = JSON.stringify(stored).replaceAll(arnOf(''), '');
  return JSON.parse(names, (key: string, value: unknown) => {
    if (key === 'event' && typeof value === 'object' && value !== null && 'alarm' in value) {
      const { alarm: alarmName, ...rest } = value;
      return { alarmName, ...rest };
    }
    if (key === 'children' && Array.isArray(value)) return value.map(({ arn: name, ...at }) => ({ name, ...at }));
    return value;
  });
}

test.each<[string, StageState]>([
  ['with everything in it', full],
  ...[waiting, claimed, verifying].map((incident): [string, StageState] => [incident.phase, { ...full, incident }]),
])('a state that knew alarms by name is read as that of the alarms at home: %s', (_, state) => {
  expect(parseState(2, byName(state), HOME)).toEqual({ ok: true, value: state });
  expect(parseState(STATE_FORM, byName(state), HOME)).toMatchObject({ ok: false });
});

test('so is a letter that the version before has left, and what has ARNs stays as it is', () => {
  const letter = aLetterOf('errors');
  const mail = parseMail({ 'alarm errors': byName(letter), [`alarm ${arnOf('errors')}`]: letter }, 2, HOME);
  expect(mail.letters).toEqual([letter, letter]);
});

test('a policy that names alarms means those at home, also those that veto', () => {
  const elsewhere = 'arn:aws:cloudwatch:us-east-1:210987654321:alarm:errors';
  const policy = { alarms: ['errors', elsewhere], unlessAlarms: ['platform'], bakeMinutes: 60 };
  expect(withAlarmArns(policy, HOME)).toEqual({
    alarms: [arnOf('errors'), elsewhere],
    unlessAlarms: [arnOf('platform')],
    bakeMinutes: 60,
  });
});
