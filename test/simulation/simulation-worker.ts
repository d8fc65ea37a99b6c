import { parentPort, workerData } from 'node:worker_threads';
import { playPortion } from './play-portion.ts';
import { SUBJECT, type Subject } from './subject.ts';
import type { Order, Played, WorkerSettings } from './worker-message.ts';

/** What {@link Crew} runs in each of its threads: plays one portion after the other, as they come. */
const { subject: url, switches }: WorkerSettings = workerData;
const { SUBJECT: subject }: { readonly SUBJECT: Subject } = url === undefined ? { SUBJECT } : await import(url);

Error.stackTraceLimit = 0;

parentPort?.on('message', async (order: Order) => {
  const { tally, violation } = await playPortion(order, subject, switches);
  const played: Played = { counts: tally.counts, ...(violation && { violation }) };
  parentPort?.postMessage(played);
});
