import { afterAll, expect, test } from 'vitest';
import { handle } from '../../lambda/intake/handle.ts';
import { parseAlarmEvent } from '../../lambda/intake/parse-alarm-event.ts';
import { startChecks } from '../support/checked-stages.ts';
import { alarmStateChange } from '../support/events/alarm-state-change.ts';
import { arnOf, HOME } from '../support/home.ts';
import { plantPipeline } from '../support/planted-stages.ts';

const { services, ports, guard } = await startChecks();
afterAll(() => services.stop());

test.each([
  ['OK', { outcome: 'rolled-back' }],
  ['ALARM', { outcome: 'held', entries: [{ reason: 'platform-trouble' }] }],
] as const)('a log alarm of the guard goes on, while one of "unlessAlarms" is %s', async (state, outcome) => {
  const { cloudWatch, codePipeline, clock } = services;
  const [name, platform] = [`shop-${state}`, `platform-${state}`];
  plantPipeline(services, name);
  cloudWatch.script.seedLogAlarm({ name });
  cloudWatch.script.seedLogAlarm({ name: platform, state });
  await guard(name, { unlessAlarms: [arnOf(platform)] });
  codePipeline.script.startExecution({ pipeline: name, revision: { revisionId: 'bad' } });
  await clock.advance(10 * 60_000);
  cloudWatch.script.setState(name, 'ALARM');
  const timestamp = new Date(clock.now()).toISOString().replace('Z', '+0000');
  const event = alarmStateChange(
    { alarmName: name, state: { value: 'ALARM', timestamp } },
    { resources: [arnOf(name)] },
  );
  const trigger = parseAlarmEvent(event, { requestId: name, now: clock.now(), home: HOME, takesAnswers: () => true });
  const outcomes = await handle({ ports, options: { leaseMillis: 40_000 }, holder: name }, trigger);
  expect(outcomes).toMatchObject([outcome]);
});
