import { describe, expect, test } from 'vitest';
import { join, settle } from '../../../lambda/decision/settle.ts';
import { step } from '../../../lambda/decision/step.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aState, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { alarmsSeen, notSeen, seen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

describe('an alarm that cannot be read', () => {
  const cause = anAlarmCause();
  const unread = {
    ...alarmsSeen(),
    [arnOf('shop-5xx')]: notSeen('alarm "shop-5xx"', { problem: 'ThrottlingException', transient: true }),
  };
  const guard = seen({ kind: 'found' as const, policy: aGuard() });

  function lookAgain(since: string) {
    const postponed = [{ cause, why: 'unread' as const, since: at(since), dueAt: at('10:20'), until: at('10:21') }];
    return step(aTurn({ state: aState({ postponed }), facts: theFacts({ alarms: unread, guard }) }));
  }

  test('for a moment is read again', () => {
    const next = lookAgain('10:19:55');
    expect(next).toMatchObject({ state: { promised: [], postponed: [{ why: 'unread' }] }, wakeBy: at('10:20:15') });
  });

  test('for five minutes is told', () => {
    const next = lookAgain('10:15:05');
    expect(next).toMatchObject({ state: { promised: [{ reason: 'could-not-observe' }], postponed: [] } });
  });
});

test('as many alarms as are kept unread are read again, and what is beyond them is told', () => {
  const names = Array.from({ length: 11 }, (_, n) => `a${n}`);
  const policy = aGuard({ alarms: names.map(arnOf) });
  const throttled = notSeen('an alarm', { problem: 'ThrottlingException', transient: true });
  const facts = theFacts({
    guard: seen({ kind: 'found', policy }),
    alarms: Object.fromEntries(names.map((name) => [arnOf(name), throttled])),
    rivals: Object.fromEntries(names.map((name) => [arnOf(name), seen([])])),
  });
  const causes = names.map((name) => anAlarmCause({ id: name, event: anAlarmEvent({ alarm: arnOf(name) }) }));
  const first = settle(aTurn({ facts }), causes);
  expect(first.state.postponed).toHaveLength(10);
  expect(first.state.promised).toMatchObject([{ id: 'a10', reason: 'could-not-observe' }]);
  const state = { ...first.state, promised: [] };
  const again = step(aTurn({ facts, state, now: at('10:20:10') }));
  expect(again).toMatchObject({ state: { postponed: { length: 10 }, promised: [] } });
});

test('an alarm that could not be read is kept by the incident that it joins, and no longer looked at for itself', () => {
  const cause = anAlarmCause();
  const times = { since: at('10:19'), dueAt: at('10:20'), until: at('10:24') };
  const incident = aWaiting({ causes: [anAlarmCause({ event: anAlarmEvent({ alarm: arnOf('shop-latency') }) })] });
  const state = aState({ incident, postponed: [{ cause, why: 'unread', ...times }] });
  const joined = join(state, incident, [cause], at('10:20'));
  expect(joined.causes).toHaveLength(2);
  expect(joined.state.postponed).toEqual([]);
});

test('an alarm that an incident has no room for is covered by it', () => {
  const causes = Array.from({ length: 10 }, (_, n) =>
    anAlarmCause({ id: `alarm/a${n}/1`, event: anAlarmEvent({ alarm: arnOf(`a${n}`) }) }),
  );
  const incident = aWaiting({ causes });
  const { causes: kept, state } = join(aState({ incident }), incident, [anAlarmCause()], at('10:20'));
  expect(kept).toEqual(causes);
  expect(state.promised).toMatchObject([{ id: 'alarm/shop-5xx/1', reason: 'incident-open', incident: incident.id }]);
});
