import type { AlarmCause } from '../../lambda/decision/cause.ts';
import { type Letter, NO_MAIL } from '../../lambda/stage/mailbox.ts';
import type { Lease, Lock } from '../../lambda/stage/stage-lock.ts';
import { arnOf } from '../support/home.ts';
import { NOW } from './lock-requests.ts';

/** An event of an alarm, so many milliseconds after the first. */
export function anEventOf(alarmName: string, after = 0): AlarmCause {
  const at = NOW + after;
  return {
    kind: 'alarm',
    id: `alarm/${alarmName}/${at}`,
    at,
    event: { alarm: arnOf(alarmName), state: { value: 'ALARM', at }, previous: { value: 'OK' } },
  };
}

export function aLetterOf(alarmName: string, after = 0): Extract<Letter, { kind: 'alarm' }> {
  return { kind: 'alarm', cause: anEventOf(alarmName, after) };
}

/** The lease of a lock that was just taken, as whoever runs into it sees it: the box is empty. */
export function leaseOf({ fence, leaseUntil }: Lock): Lease {
  return { fence, until: leaseUntil, mail: NO_MAIL };
}
