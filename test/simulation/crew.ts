import { Worker } from 'node:worker_threads';
import type { Violation } from './play-portion.ts';
import { type Portion, portionsOf } from './portion.ts';
import { Tally } from './tally.ts';
import type { Played, WorkerSettings } from './worker-message.ts';

const WORKER = new URL('./simulation-worker.ts', import.meta.url);

/** Histories live shortly: with this much room (megabytes) few of them are copied by the garbage collector. */
const YOUNG_GENERATION = 64;

export interface CrewOptions extends WorkerSettings {
  readonly seed: number;
  /** Histories of all workers together. */
  readonly runs: number;
  readonly workers: number;
  /** Called with all that was played so far, whenever a portion of it is done. */
  readonly onProgress?: (soFar: Tally) => void;
}

export interface Simulation {
  /** Of the portions that were played to their end, or to their violation. */
  readonly tally: Tally;
  readonly violation?: Violation;
}

/**
 * Plays the histories of a seed on several threads. The first violation ends all of them. Rejects where a worker breaks
 * down, which is a defect of the simulation.
 */
export async function playWithCrew({ seed, runs, workers, onProgress, ...settings }: CrewOptions): Promise<Simulation> {
  const portions = [...portionsOf(seed, runs)];
  const tally = new Tally();
  const crew = Array.from(
    { length: Math.min(workers, portions.length) },
    () =>
      new Worker(WORKER, {
        workerData: settings,
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
      }),
  );
  try {
    return await new Promise((resolve, reject) => {
      let busy = crew.length;
      for (const worker of crew) {
        const goOn = () => {
          const next: Portion | undefined = portions.shift();
          if (next !== undefined) worker.postMessage(next);
          else if (--busy === 0) resolve({ tally });
        };
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('a worker of the simulation ended by itself')));
        worker.on('message', ({ counts, violation }: Played) => {
          tally.merge(new Tally(counts));
          onProgress?.(tally);
          if (violation === undefined) goOn();
          else resolve({ tally, violation });
        });
        goOn();
      }
    });
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()));
  }
}
