import { nameOf } from '../../lambda/decision/alarm-arn.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import type { Lease, StageRecords } from '../../lambda/stage/stage-lock.ts';
import { aLetterOf, leaseOf } from './letters.ts';
import { NOW, request } from './lock-requests.ts';

/** What came of a race between the holder of a stage, who leaves, and 20 that leave a letter each. */
interface Raced {
  /** The alarms whose letters the holder, or whoever came next, has read. */
  readonly found: readonly string[];
  /** The alarms whose writers were told that their letter lies there. */
  readonly left: readonly string[];
  /** Writers that were told that the holder has left. */
  readonly late: number;
  /** Writers that filled the empty box, and have to send the message behind it. */
  readonly firsts: number;
}

/** Every other writer has seen the empty box; the others look first, and see what lies there by then. */
export async function raceForTheBox(records: StageRecords, key: StageKey): Promise<Raced> {
  const acquired = await records.acquire(key, request('command', 'holder'));
  if (acquired.kind !== 'held') throw new Error('the stage is busy');
  const { lock } = acquired;
  const empty = leaseOf(lock);
  const alarms = Array.from({ length: 20 }, (_, index) => `alarm-${String(index).padStart(2, '0')}`);
  const written = alarms.map(async (alarm, index) => {
    const lease = index % 2 === 0 ? empty : await seen(records, key, empty);
    const answer = await records.leave(key, lease, aLetterOf(alarm), NOW);
    return { alarm, answer };
  });
  const read = (async () => {
    const found = new Set<string>();
    let count = 0;
    for (;;) {
      const mail = await records.release(lock, count, EMPTY_STATE);
      if (mail === 'released') return found;
      if (mail === 'lost') throw new Error('nobody else takes the lock');
      for (const letter of Object.values(mail.letters))
        if (letter.kind === 'alarm') found.add(nameOf(letter.cause.event.alarm));
      count = mail.count;
    }
  })();
  const [answers, found] = await Promise.all([Promise.all(written), read]);
  const left = answers.filter(({ answer }) => answer === 'first' || answer === 'left').map(({ alarm }) => alarm);
  return {
    found: [...found].sort(),
    left: left.sort(),
    late: answers.filter(({ answer }) => answer === 'gone').length,
    firsts: answers.filter(({ answer }) => answer === 'first').length,
  };
}

async function seen(records: StageRecords, key: StageKey, otherwise: Lease): Promise<Lease> {
  const acquired = await records.acquire(key, { ...request('alarm', 'late'), now: NOW });
  if (acquired.kind === 'held') await records.release(acquired.lock, 0);
  return acquired.kind === 'leased' ? acquired.lease : otherwise;
}
