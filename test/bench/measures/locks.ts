import type { LoggedCall } from '../../../emulator/account/front-door/call-log.ts';
import { type LockLibrary, lockLibraries } from '../locks.ts';
import type { Bench } from '../measure.ts';
import { Samples, spread, tally } from '../statistics.ts';
import type { Table } from '../table.ts';

const LATENCY = 5;
/** Long enough to be told from everything else. */
const LEASE = 500;

interface Timed {
  readonly millis: number;
  readonly calls: readonly LoggedCall[];
}

/** Acquire and release, a refused acquire, and the takeover of a lock whose holder has died. */
export async function locks(bench: Bench): Promise<readonly Table[]> {
  const { account, bundle, quick } = bench;
  const { clock, endpoint, faults } = account.local;
  const libraries = lockLibraries(endpoint, bundle.table, () => clock.now());
  const millis = new Samples<string>();
  const calls = new Map<string, string>();
  const note = (library: LockLibrary, what: string, timed: Timed) => {
    millis.add(`${library.name}/${what}`, timed.millis);
    calls.set(`${library.name}/${what}`, tally(timed.calls.map(({ operation }) => operation)));
  };
  const done = faults.add({ fault: { kind: 'latency', milliseconds: LATENCY } });
  const rounds = quick ? 3 : 10;
  for (let round = 0; round < rounds; round++) {
    for (const library of libraries) {
      const [one, other] = [library.client(LEASE), library.client(LEASE)];
      const id = `free-${round}`;
      // Locks that were never taken are rare: the record stays.
      await clock.hold(one.acquire(id).then((lock) => lock?.release()));
      note(library, 'free', await timed(bench, async () => (await one.acquire(id))?.release()));

      const held = await clock.hold(one.acquire(`held-${round}`));
      if (held === undefined) throw new Error(`${library.name} did not give out a free lock`);
      const contended = await timed(bench, async () => {
        // A library that waits for the lease gets the lock in the end.
        await (await other.acquire(`held-${round}`))?.release();
      });
      note(library, 'contended', contended);

      await clock.hold(one.acquire(`crashed-${round}`));
      await clock.hold(new Promise((resolve) => setTimeout(resolve, LEASE + 5)));
      const takeover = await timed(bench, async () => {
        if ((await other.acquire(`crashed-${round}`)) === undefined) {
          throw new Error(`${library.name} did not hand over the lock of a dead holder`);
        }
      });
      note(library, 'takeover', takeover);
    }
  }
  done();
  const cell = (library: LockLibrary, what: string) => {
    const label = `${library.name}/${what}`;
    return [spread(millis.of(label)), calls.get(label) ?? ''];
  };
  return [
    {
      title: `Locks: ${LATENCY} ms added to every call, lease ${LEASE} ms`,
      columns: ['library', 'acquire + release, ms', 'calls', 'held by another, ms', 'calls', 'takeover, ms', 'calls'],
      rows: libraries.map((library) => [
        library.name,
        ...cell(library, 'free'),
        ...cell(library, 'contended'),
        ...cell(library, 'takeover'),
      ]),
      notes: [
        'Held by another: until the caller knows. Takeover: from just after the end of the lease until the next holder has it.',
        'The local DynamoDB does not return the item with a refused condition: the GetItem of ours is not made on AWS.',
      ],
    },
  ];
}

async function timed({ account }: Bench, work: () => Promise<unknown>): Promise<Timed> {
  const first = account.calls.length;
  const started = performance.now();
  await account.local.clock.hold(work());
  return { millis: performance.now() - started, calls: account.calls.slice(first) };
}
