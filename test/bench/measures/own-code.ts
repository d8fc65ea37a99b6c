import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { ObservedStage } from '../../../lambda/decision/stage.ts';
import { MINUTE } from '../../../lambda/decision/time.ts';
import { GuardPolicy } from '../../../lambda/guard-policy.ts';
import { process as processEvent } from '../../../lambda/process.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { alarmStateChange, WAS_OK } from '../../support/events/alarm-state-change.ts';
import { arnOf } from '../../support/home.ts';
import { inertPorts } from '../../support/inert-ports.ts';
import { MemoryHistory } from '../../support/ports/memory-history.ts';
import { MemoryStageRecords } from '../../support/ports/memory-stage-records.ts';
import type { Bench } from '../measure.ts';
import { median, spread } from '../statistics.ts';
import type { Table } from '../table.ts';

const POLICY = GuardPolicy.parse({ pipeline: 'shop', stage: 'Prod', alarms: [arnOf('shop-5xx')] });
const FIRED = new Date(at('10:20')).toISOString().replace('Z', '+0000');
/** Long OK: the history of the alarm need not be read. */
const EVENT = alarmStateChange(
  {
    state: { value: 'ALARM', timestamp: FIRED },
    previousState: { ...WAS_OK, timestamp: '2026-01-01T08:00:01.100+0000' },
  },
  { guard: { pipeline: 'shop', stage: 'Prod' } },
);
const BATCH = 100;

/** Stage Prod at rest, with BAD in it. */
const STAGE: ObservedStage = {
  pipelineVersion: 1,
  occupant: { executionId: BAD.id, status: 'Succeeded' },
  inbound: { enabled: true },
  actions: [{ name: 'Deploy', status: 'Succeeded' }],
  later: [],
};
const DEPLOYED = [BAD, GOOD, OLDER];

/** Each release took five minutes to deploy, five minutes after it had started. */
function deploymentOf({ id: executionId, startedAt }: Execution): ActionRun {
  const of = { executionId, stage: 'Prod', action: 'Deploy', category: 'Deploy', version: 1 };
  return { ...of, status: 'Succeeded', beganAt: startedAt + 5 * MINUTE, endedAt: startedAt + 10 * MINUTE };
}

/** Parsing, deciding, claiming and recording on ports that answer at once: what is left without the SDK and the network. */
export async function ownCode({ quick }: Bench): Promise<readonly Table[]> {
  const cpu: number[] = [];
  for (let round = 0; round < (quick ? 10 : 60); round++) {
    const before = process.cpuUsage();
    for (let number = 0; number < BATCH; number++) await rollBackOnce();
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000 / BATCH);
  }
  return [
    {
      title: 'Our own code: processor time of one alarm with its rollback, no SDK, no network',
      columns: ['', 'ms'],
      rows: [
        ['while it gets warm, the first hundred', (cpu[0] ?? 0).toFixed(2)],
        ['warm', spread(cpu.slice(cpu.length / 2), 2)],
      ],
      notes: [`The mean of ${BATCH} alarms at a time; median ${median(cpu).toFixed(2)} ms over all.`],
    },
  ];
}

async function rollBackOnce(): Promise<void> {
  const inert = inertPorts({
    guards: { ofAlarm: async () => [{ pipeline: POLICY.pipeline, stage: POLICY.stage }] },
    pipelines: {
      stage: async () => STAGE,
      executions: async () => ({ items: DEPLOYED }),
      actions: async () => ({ items: DEPLOYED.map(deploymentOf) }),
      execution: async () => ({ status: 'Succeeded', version: 1, variables: [] }),
      rollback: async () => ({ kind: 'accepted', executionId: 'cccccccc-cccc-cccc-cccc-cccccccccccc' }),
      disableInbound: async () => ({ kind: 'done' }),
    },
    alarms: { describe: async () => [anAlarm({ since: at('10:20') })] },
    watches: { send: async () => undefined },
  });
  const ports = {
    ...inert.ports,
    records: new MemoryStageRecords({ guardOf: () => ({ kind: 'found', policy: POLICY }) }),
    history: new MemoryHistory(),
  };
  const logger = { appendKeys: () => undefined, debug: () => undefined, info: () => undefined, error: () => undefined };
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 };
  const answer = await processEvent({ ports, options: { leaseMillis: 40_000 }, logger }, EVENT, context);
  if (!JSON.stringify(answer).includes('"rolled-back"')) throw new Error(`no rollback: ${JSON.stringify(answer)}`);
}
