import { addLatency, byService } from '../latencies.ts';
import type { Bench } from '../measure.ts';
import { observeRollback } from '../observed-alarm.ts';
import { median, ratio, rotated, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';
import { TlsServices } from '../tls-services.ts';
import type { VariantName } from '../variants.ts';

/** 1,769 MB are one processor (L:configuration-memory). */
const MEGABYTES_OF_A_PROCESSOR = 1_769;

interface Case {
  readonly memory: number;
  readonly latency: string;
  readonly of: (service: string) => number;
}

const EVERYWHERE: Pick<Case, 'latency' | 'of'> = { latency: '20 ms everywhere', of: () => 20 };
const BY_SERVICE: Pick<Case, 'latency' | 'of'> = { latency: 'latency by service', of: byService };

const CASES: readonly Case[] = [
  { memory: 1_024, ...EVERYWHERE },
  { memory: 1_024, ...BY_SERVICE },
  { memory: 512, ...EVERYWHERE },
  { memory: 512, ...BY_SERVICE },
];

/** Alarms are rare: the likely one is the first of a fresh environment, on a fraction of a processor, over TLS to as many hosts as services. */
export async function firstAlarm(bench: Bench): Promise<readonly Table[]> {
  const { account, variants } = bench;
  const services = await TlsServices.start(account.local.endpoint);
  // The environment that heard of the deployment has gone since.
  const earlier = await variants.start('ours', account);
  try {
    const tables: Table[] = [];
    for (const one of CASES) tables.push(await measured(bench, services, (name) => stageFor(name), one));
    return tables;
  } finally {
    await earlier.stop();
    await services.stop();
  }

  async function stageFor(name: VariantName) {
    return name === 'ours' ? account.rememberedStage(earlier) : account.alarmedStage();
  }
}

async function measured(
  { account, variants, quick }: Bench,
  services: TlsServices,
  stageFor: (name: VariantName) => ReturnType<Bench['account']['alarmedStage']>,
  { memory, latency, of }: Case,
): Promise<Table> {
  const wall = new Samples<VariantName>();
  const processor = new Samples<VariantName>();
  const started = new Samples<VariantName>();
  const handshakes = new Samples<VariantName>();
  for (let round = 0; round < (quick ? 3 : 9); round++) {
    for (const name of rotated(variants.rollingBack, round)) {
      const stage = await stageFor(name);
      const fast = addLatency(account, of);
      const process = await variants.start(name, account, { environment: services.environment });
      await process.initialised();
      started.add(name, process.processorMillis());
      const before = services.handshakes;
      const release = process.throttle(memory / MEGABYTES_OF_A_PROCESSOR);
      const seen = await observeRollback({ account }, process, stage);
      release();
      wall.add(name, seen.untilRollback);
      processor.add(name, seen.processorUntilRollback);
      handshakes.add(name, services.handshakes - before);
      await process.stop();
      fast();
    }
  }
  return {
    title: `First alarm of a fresh environment, ${memory} MB (${(memory / MEGABYTES_OF_A_PROCESSOR).toFixed(2)} of a processor), TLS, ${latency}`,
    columns: [
      'variant',
      'event to RollbackStage, ms',
      'ours to it',
      'CPU ms',
      'CPU ms of init',
      'handshakes until the answer',
    ],
    rows: variants.rollingBack.map((name) => [
      name,
      spread(wall.of(name), 0),
      ratio(wall.of('ours'), wall.of(name)),
      spread(processor.of(name)),
      spread(started.of(name), 0),
      String(median(handshakes.of(name))),
    ]),
    notes: [
      'Init has the whole processor, as on Lambda; the alarm gets its share in periods of 20 ms. All processor time, threads of V8 included.',
    ],
  };
}
