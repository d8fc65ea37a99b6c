import { expect, test } from 'vitest';
import type { StageState } from '../../lambda/decision/state.ts';
import { withAlarmArns } from '../../lambda/stage/alarm-names.ts';
import { parseState, STATE_FORM } from '../../lambda/stage/state-form.ts';
import { claimed, full, verifying, waiting } from '../contracts/remembered.ts';
import { arnOf, HOME } from '../support/home.ts';

/** As the first edition stored it, which knew alarms by name. */
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
  ...[{ ...waiting, told: [] }, { ...claimed, told: [] }, verifying].map((incident): [string, StageState] => [
    incident.phase,
    { ...full, incident },
  ]),
])('a state that knew alarms by name has those of the alarms at home: %s', (_, state) => {
  expect(withAlarmArns(byName(state), HOME)).toEqual(state);
  expect(parseState(STATE_FORM, byName(state), HOME)).toMatchObject({ ok: false });
});

test('a policy that names alarms means those at home, also those that veto; what has ARNs stays as it is', () => {
  const elsewhere = 'arn:aws:cloudwatch:us-east-1:210987654321:alarm:errors';
  const policy = { alarms: ['errors', elsewhere], unlessAlarms: ['platform'], bakeMinutes: 60 };
  expect(withAlarmArns(policy, HOME)).toEqual({
    alarms: [arnOf('errors'), elsewhere],
    unlessAlarms: [arnOf('platform')],
    bakeMinutes: 60,
  });
});
