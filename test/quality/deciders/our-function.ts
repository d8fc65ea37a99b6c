import { toActionRun } from '../../../lambda/aws/action-executions.ts';
import { cloudWatchAlarms } from '../../../lambda/aws/alarms.ts';
import { toExecution } from '../../../lambda/aws/executions.ts';
import { codePipelines } from '../../../lambda/aws/pipelines.ts';
import { GuardPolicy, GuardSettings } from '../../../lambda/guard-policy.ts';
import type { Ports } from '../../../lambda/ports.ts';
import { process } from '../../../lambda/process.ts';
import { arnOf, HOME } from '../../support/home.ts';
import { inertPorts } from '../../support/inert-ports.ts';
import { onceEach } from '../../support/once-each.ts';
import { MemoryGuards } from '../../support/ports/memory-guards.ts';
import { MemoryHistory } from '../../support/ports/memory-history.ts';
import { MemoryStageRecords } from '../../support/ports/memory-stage-records.ts';
import { MemoryWatchQueue } from '../../support/ports/memory-watch-queue.ts';
import { modelAlarmsClient } from '../../support/ports/model-alarms.ts';
import { modelPipelinesClient } from '../../support/ports/model-pipelines.ts';
import type { Account } from '../decider.ts';

/** A decision record, as far as the figures need it. */
export interface Told {
  readonly stage: string;
  /** The code; of a hold, its reason. */
  readonly what: string;
  readonly sentence: string;
}

export interface OurFunction {
  /** One invocation. Rejects as the handler would. */
  invoke(event: object, requestId: string): Promise<unknown>;
  readonly queue: MemoryWatchQueue;
}

const LEASE_MILLIS = 40_000;
const REMAINING_MILLIS = 30_000;
const logger = { appendKeys: () => undefined, debug: () => undefined, info: () => undefined, error: () => undefined };

/** The whole function on the in-process account. The only file of the quality runs that knows how the function is put together. */
export function ourFunction(
  account: Account,
  onSend: (visibleAt: number) => void,
  tell: (told: Told) => void,
): OurFunction {
  const { time, guards, codePipeline, cloudWatch } = account;
  const queue = new MemoryWatchQueue(
    () => time.now(),
    ({ visibleAt }) => onSend(visibleAt),
  );
  const client = modelPipelinesClient(codePipeline);
  // A hundred items are listed at every look, and few of them are new.
  const readers = { toExecution: onceEach(toExecution), toActionRun: onceEach(toActionRun) };
  const declared = new MemoryGuards(guards.map(policyOf));
  const ports: Ports = {
    ...inertPorts({
      log: {
        entry: ({ stage }, { code, reason, sentence }) =>
          tell({ stage, what: code === 'hold' ? `hold ${reason}` : code, sentence }),
      },
    }).ports,
    clock: () => time.now(),
    sleep: (millis) => time.wait(millis),
    records: new MemoryStageRecords({ shares: true, guardOf: (key) => declared.lookUp(key) }),
    history: new MemoryHistory(),
    guards: declared,
    pipelines: codePipelines(client, client, readers),
    alarms: cloudWatchAlarms(modelAlarmsClient(cloudWatch), HOME),
    watches: queue,
  };
  const processing = { ports, options: { leaseMillis: LEASE_MILLIS }, logger };
  return {
    queue,
    invoke: (event, awsRequestId) =>
      process(processing, event, { awsRequestId, getRemainingTimeInMillis: () => REMAINING_MILLIS }),
  };
}

/** The guard as its user declares it, with the settings that this version of the function knows. */
function policyOf({ pipeline, stage, alarms, bakeMinutes, unlessAlarms }: Account['guards'][number]): GuardPolicy {
  return GuardPolicy.parse({
    pipeline,
    stage,
    alarms: alarms.map(arnOf),
    bakeMinutes,
    ...('unlessAlarms' in GuardSettings.shape && unlessAlarms.length > 0 && { unlessAlarms: unlessAlarms.map(arnOf) }),
  });
}
