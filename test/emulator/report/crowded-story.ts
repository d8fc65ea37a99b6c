import type { Happening } from '../../../emulator/stories/happening.ts';
import type { RecordedStory } from '../../../emulator/stories/recorded-story.ts';
import { alarmChange, decision, minute, recordedStory, stageChange } from '../../support/builders/recorded-stories.ts';

const ALARMS = Array.from({ length: 50 }, (_, index) => `web-frontend-alarm-${index}`);

/** Everything at once, long names, short runs, a failure, and a quiet hour: hard to draw. */
export function crowdedStory(): RecordedStory {
  const stage = 'a-pipeline-with-a-rather-long-name/ProductionEurope';
  const codes = ['hold', 'wait', 'paused', 'resumed', 'rollback', 'rollback-failed', 'not-recovered'];
  const happenings: Happening[] = [
    { time: minute(0), kind: 'script', text: 'release v2 comes in' },
    { time: minute(0), kind: 'script', text: `mute rule night: ${ALARMS.join(', ')} for 10 min` },
    stageChange(0, 'STARTED', { release: 'release-2026-03-03-hotfix', stage }),
    stageChange(0.1, 'FAILED', { release: 'release-2026-03-03-hotfix', stage }),
    ...ALARMS.map((alarm) => alarmChange(2, 'ALARM', alarm)),
    ...ALARMS.map((alarm) => decision(2, 'hold', `alarm "${alarm}" is covered by the open incident`)),
    ...codes.map((code, index) => decision(2 + index / 15, code)),
    stageChange(3, 'STARTED', { release: 'v1', rollback: true, stage }),
    { time: minute(3), kind: 'transition', stage, enabled: false, ours: true },
    { time: minute(3.2), kind: 'transition', stage, enabled: true, ours: false },
    stageChange(4, 'STOPPED', { release: 'v1', rollback: true, stage }),
    ...ALARMS.slice(1).map((alarm) => alarmChange(5, 'OK', alarm)),
    { time: minute(5), kind: 'message', subject: 'A subject', text: `${'A long line of a mail. '.repeat(20)}\n` },
    {
      time: minute(5.1),
      kind: 'message',
      subject: 'Another subject',
      text: `https://console.example/${'x'.repeat(300)}`,
    },
    stageChange(70, 'STARTED', { release: 'v3', stage }),
    decision(71, 'superseded'),
  ];
  return recordedStory({
    name: 'crowded',
    until: minute(75),
    stages: [
      { name: stage, live: [] },
      {
        name: 'shop/Staging',
        live: [
          { time: minute(0), releases: ['v1'] },
          { time: minute(3), releases: ['v1', 'release-2026-03-03-hotfix'] },
        ],
      },
    ],
    alarms: ALARMS.map((name) => ({ name, state: 'OK' })),
    happenings,
  });
}
