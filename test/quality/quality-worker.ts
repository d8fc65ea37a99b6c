import { parentPort } from 'node:worker_threads';
import { type Batch, playBatch } from './batch.ts';

// Nobody reads the stacks of refusals, which cost a tenth of the time.
Error.stackTraceLimit = 0;

parentPort?.on('message', async (batch: Batch) => {
  parentPort?.postMessage(await playBatch(batch));
});
