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
  readonly records: () => MemoryStageRecords;
  readonly history: () => MemoryHistory;
}

export const SUBJECT: Subject = {
  process,
  codePipelines,
  cloudWatchAlarms,
  CouldNotRead,
  records: () => new MemoryStageRecords(),
  history: () => new MemoryHistory(),
};
