import type { Bench } from '../measure.ts';
import { NOTHING_TO_DO } from '../nothing-to-do.ts';
import { ratio, rotated, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';
import type { StartOptions, VariantName } from '../variants.ts';

/** Process start to the first answer: once with nothing to do, once with an alarm to roll back on. */
export async function coldStart(bench: Bench): Promise<readonly Table[]> {
  const { variants, account, quick } = bench;
  const cases: readonly { readonly label: string; readonly name: VariantName; readonly options: StartOptions }[] = [
    ...variants.names.map((name) => ({ label: name, name, options: {} })),
    {
      label: 'ours, --enable-source-maps',
      name: 'ours',
      options: { environment: { NODE_OPTIONS: '--enable-source-maps' } },
    },
  ];
  const nothing = new Samples<string>();
  const cpu = new Samples<string>();
  const rollback = new Samples<string>();
  for (let round = 0; round < (quick ? 3 : 10); round++) {
    for (const { label, name, options } of rotated(cases, round)) {
      const idle = await variants.start(name, account, options);
      await idle.invoke(NOTHING_TO_DO);
      nothing.add(label, performance.now() - idle.startedAt);
      cpu.add(label, idle.processorMillis());
      await idle.stop();
      if (name === 'floor') continue;
      const { event } = await account.alarmedStage();
      const acting = await variants.start(name, account, options);
      await untilRollback(bench, () => acting.invoke(event));
      rollback.add(label, performance.now() - acting.startedAt);
      await acting.stop();
    }
  }
  const floor = nothing.of('floor');
  return [
    {
      title: 'Cold start: process start to first answer',
      columns: ['variant', 'nothing to do, ms', 'to floor', 'to naive', 'CPU ms', 'alarm answered, ms', 'to naive'],
      rows: cases.map(({ label }) => [
        label,
        spread(nothing.of(label), 0),
        ratio(nothing.of(label), floor),
        ratio(nothing.of(label), nothing.of('naive')),
        spread(cpu.of(label), 0),
        label === 'floor' ? '' : spread(rollback.of(label), 0),
        label === 'floor' ? '' : ratio(rollback.of(label), rollback.of('naive')),
      ]),
      notes: [
        'Median and the middle half of the rounds. The naive variants load the SDK from node_modules, unbundled.',
      ],
    },
  ];
}

/** Runs a function and checks that it rolled back: a variant that failed would be fast. */
async function untilRollback({ account }: Bench, run: () => Promise<unknown>): Promise<void> {
  const before = account.local.codePipeline.script.acceptedRollbacks.length;
  await run();
  const accepted = account.local.codePipeline.script.acceptedRollbacks.length - before;
  if (accepted !== 1) throw new Error(`expected one accepted rollback, there were ${accepted}`);
}
