import { cloudWatchAlarms } from '../../lambda/aws/alarms.ts';
import { codePipelines } from '../../lambda/aws/pipelines.ts';
import { CouldNotRead } from '../../lambda/ports.ts';
import { process } from '../../lambda/process.ts';
import { MemoryHistory } from '../support/ports/memory-history.ts';
import { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';

/** The function under test. The sabotage suite puts broken parts in place of its own. */
export interface Subject {
  readonly process: typeof process;
  readonly codePipelines: typeof codePipelines;
  readonly cloudWatchAlarms: typeof cloudWatchAlarms;
  readonly CouldNotRead: typeof CouldNotRead;
  readonly leaseMillis: number;
  /** As the template says of the function; Lambda stops its chains of messages where it is not `Allow`. */
  readonly recursiveLoop: 'Allow' | 'Terminate';
  readonly records: () => MemoryStageRecords;
  readonly history: () => MemoryHistory;
}

export const SUBJECT: Subject = {
  process,
  codePipelines,
  cloudWatchAlarms,
  CouldNotRead,
  /** As `lib/` sets it: more than the timeout of the function, which {@link FunctionPlatform} plays. */
  leaseMillis: 40_000,
  recursiveLoop: 'Allow',
  records: () => new MemoryStageRecords(),
  history: () => new MemoryHistory(),
};
