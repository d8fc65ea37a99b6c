import { Worker } from 'node:worker_threads';
import { type Batch, batchesOf, type Scores, sumByDecider } from './batch.ts';

const WORKER = new URL('./quality-worker.ts', import.meta.url);

/** Histories live shortly: with this much room (megabytes) few of them are copied by the garbage collector. */
const YOUNG_GENERATION = 64;

export interface CrewOptions {
  readonly seed: number;
  readonly runs: number;
  readonly workers: number;
  /** Who plays alone; absent: everybody. */
  readonly decider?: string | undefined;
  /** Called with the number of histories played, whenever a batch is done. */
  readonly onProgress?: (played: number) => void;
}

/** Plays the histories of a seed on several threads. Rejects where a worker breaks down. */
export async function playWithCrew({ seed, runs, workers, decider, onProgress }: CrewOptions): Promise<Scores> {
  const waiting = [...batchesOf(seed, runs, decider)];
  const done = new Map<number, Scores>();
  const crew = Array.from(
    { length: Math.min(workers, waiting.length) },
    () => new Worker(WORKER, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION } }),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      let busy = crew.length;
      let played = 0;
      for (const worker of crew) {
        let batch: Batch | undefined;
        const goOn = () => {
          batch = waiting.shift();
          if (batch !== undefined) worker.postMessage(batch);
          else if (--busy === 0) resolve();
        };
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('a worker ended by itself')));
        worker.on('message', (scores: Scores) => {
          if (batch === undefined) return;
          done.set(batch.from, scores);
          played += batch.until - batch.from;
          onProgress?.(played);
          goOn();
        });
        goOn();
      }
    });
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()));
  }
  // In the order of the histories, so that the seeds named are the same however many workers there were.
  const inOrder = [...done].sort(([one], [other]) => one - other);
  return sumByDecider(inOrder.map(([, scores]) => scores));
}
