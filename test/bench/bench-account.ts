import { randomUUID } from 'node:crypto';
import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import type { BusEvent } from '../../emulator/services/events/event.ts';
import { type GuardPolicy, guardParameterName } from '../../lambda/guard-policy.ts';
import { type DeployedBundle, IDENTITY } from './deployed-bundle.ts';
import type { FunctionProcess } from './function-process.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The lock tables of the two lock libraries, each in the shape that its documentation asks for. */
export const LOCK_TABLE = 'deliveryhero-locks';
export const CLIENT_LOCK_TABLE = 'lock-client-locks';

/** What was deployed to a stage before its alarm goes off. */
export interface PastDeployments {
  /** Executions in all; default 10. */
  readonly executions?: number;
  /** How many of the newest are no targets; default 0. */
  readonly ineligible?: number;
  /**
   * Why: `failed` before they reached the stage (so an older one is deployed), or `same-commit` as the one deployed. Default `failed`.
   */
  readonly because?: 'failed' | 'same-commit';
}

/** A guarded stage with a bad deployment and an alarm that has just gone off. */
export interface AlarmedStage {
  readonly pipeline: string;
  readonly stage: string;
  readonly alarm: string;
  /** The execution to blame and the one to go back to. */
  readonly bad: string;
  readonly good: string;
  /** What EventBridge delivers to our function. */
  readonly event: AlarmEvent;
}

/** An alarm's event with the guard that our rule adds. */
export type AlarmEvent = BusEvent & { readonly guard: { readonly pipeline: string; readonly stage: string } };

/**
 * A local account with our stack's table, queue and topic, and as many guarded stages as a measurement asks for. Nothing is
 * delivered by itself: the bench hands every event over, and sees only the calls that came of it.
 */
export class BenchAccount {
  readonly local: LocalAccount;
  readonly #prefix: string;
  #stages = 0;

  private constructor(local: LocalAccount, prefix: string) {
    this.local = local;
    this.#prefix = prefix;
  }

  static async start({ stack, function: deployed }: DeployedBundle): Promise<BenchAccount> {
    const local = await LocalAccount.start({
      identity: IDENTITY,
      clock: new VirtualClock(),
      stacks: [
        {
          ...stack,
          rules: [],
          eventSourceMappings: [],
          parameters: [],
          // The programs under measurement sign as nobody in particular, whom the policies would keep out.
          queues: stack.queues.map(withoutPolicy),
          topics: stack.topics.map(withoutPolicy),
          tables: [
            ...stack.tables.map(withoutPolicy),
            lockTable(LOCK_TABLE, ['lockId', 'lockGroup']),
            lockTable(CLIENT_LOCK_TABLE, ['id']),
          ],
        },
      ],
    });
    return new BenchAccount(local, deployed.environment.GUARD_PARAMETER_PREFIX ?? '');
  }

  /** The URL of the watch queue as this account knows it; a measurement rolls back more than the default limit lets through. */
  get environment(): { readonly [name: string]: string } {
    return { ...this.local.functions.all[0]?.deployed.environment, MAX_ROLLBACKS: '5000 in 1' };
  }

  get calls(): readonly LoggedCall[] {
    return this.local.calls.calls;
  }

  /** A new pipeline with its guard, its deployments, and its alarm gone off five minutes after the last of them. */
  alarmedStage(past: PastDeployments = {}): AlarmedStage {
    const deployed = this.#deployedStage(past);
    return { ...deployed, event: this.alarmGoesOff(deployed) };
  }

  /** The same, and the controller has heard of the last deployment ten seconds before, as it does of every one. */
  async rememberedStage(
    controller: Pick<FunctionProcess, 'invoke'>,
    past: PastDeployments = {},
  ): Promise<AlarmedStage> {
    const deployed = this.#deployedStage(past);
    await controller.invoke(this.#endOf(deployed));
    await this.local.clock.advance(10 * SECOND);
    return { ...deployed, event: this.alarmGoesOff(deployed) };
  }

  #deployedStage(past: PastDeployments): Omit<AlarmedStage, 'event'> {
    const { executions = 10, ineligible = 0, because = 'failed' } = past;
    const { codePipeline, cloudWatch, clock } = this.local;
    const pipeline = `pipeline-${++this.#stages}`;
    const stage = 'Prod';
    const alarm = `${pipeline}-5xx`;
    this.addGuard({ pipeline, stage, alarms: [alarm] });
    cloudWatch.script.seedAlarm({ name: alarm });
    codePipeline.script.createPipeline({ name: pipeline, stages: ['Source', 'Build', stage], actionMinutes: 0.25 });

    // The newest ones come quickly, so that what is deployed is young enough to be blamed; each of the others was there long enough to be proven.
    const firstIneligible = executions - ineligible;
    const headFrom = clock.now() - 5 * MINUTE - ineligible * 10 * SECOND;
    const startOf = (position: number) =>
      headFrom + (position - firstIneligible) * (position < firstIneligible ? 30 * MINUTE : 10 * SECOND);
    const badCommit = { revisionId: 'bad' };
    const ids = codePipeline.script.addHistory(
      pipeline,
      Array.from({ length: executions }, (_, position) => ({
        startTime: startOf(position),
        ...(position >= firstIneligible && because === 'failed' && { results: { Build: 'Failed' } as const }),
        ...((position === executions - 1 || position >= firstIneligible) &&
          because === 'same-commit' && { revision: badCommit }),
      })),
    );
    const badAt = because === 'failed' ? firstIneligible - 1 : executions - 1;
    const goodAt = because === 'failed' ? badAt - 1 : Math.min(firstIneligible, executions - 1) - 1;

    const [bad = '', good = ''] = [ids[badAt], ids[goodAt]];
    return { pipeline, stage, alarm, bad, good };
  }

  /** What our stage rule delivers at the end of a deployment. */
  #endOf({ pipeline, stage, bad }: Omit<AlarmedStage, 'event'>): object {
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'CodePipeline Stage Execution State Change',
      source: 'aws.codepipeline',
      account: IDENTITY.accountId,
      region: IDENTITY.region,
      time: new Date(this.local.clock.now()).toISOString(),
      resources: [`arn:aws:codepipeline:${IDENTITY.region}:${IDENTITY.accountId}:${pipeline}`],
      detail: { pipeline, stage, 'execution-id': bad, state: 'SUCCEEDED', version: 1 },
    };
  }

  /** The alarm goes (back) into ALARM. Returns the event. */
  alarmGoesOff({ pipeline, stage, alarm }: Pick<AlarmedStage, 'pipeline' | 'stage' | 'alarm'>): AlarmEvent {
    const { cloudWatch, eventBus } = this.local;
    if (cloudWatch.script.stateOf(alarm) === 'ALARM') cloudWatch.script.setState(alarm, 'OK');
    cloudWatch.script.setState(alarm, 'ALARM');
    const event = eventBus.events.findLast(({ 'detail-type': type }) => type === 'CloudWatch Alarm State Change');
    if (event === undefined) throw new Error('the alarm has sent no event');
    return { ...event, guard: { pipeline, stage } };
  }

  addGuard({ pipeline, stage, alarms }: Pick<GuardPolicy, 'pipeline' | 'stage' | 'alarms'>): void {
    const name = guardParameterName(this.#prefix, pipeline, stage);
    this.local.parameters.put(name, JSON.stringify({ pipeline, stage, alarms }));
  }

  removeGuard({ pipeline, stage }: Pick<GuardPolicy, 'pipeline' | 'stage'>): void {
    this.local.parameters.delete(guardParameterName(this.#prefix, pipeline, stage));
  }

  /** Rollbacks that CodePipeline accepted for a stage. */
  acceptedRollbacks({ pipeline }: Pick<AlarmedStage, 'pipeline'>) {
    return this.local.codePipeline.script.acceptedRollbacks.filter(({ pipelineName }) => pipelineName === pipeline);
  }

  async stop(): Promise<void> {
    await this.local.stop();
  }
}

/** The same event as if the alarm had changed so many milliseconds later: another occasion, not a duplicate. */
export function laterEvent(event: AlarmEvent, millis: number): AlarmEvent {
  const { detail } = event;
  const state = Object(detail.state);
  const timestamp = new Date(Date.parse(state.timestamp) + millis).toISOString().replace('Z', '+0000');
  return { ...event, detail: { ...detail, state: { ...state, timestamp } } };
}

function lockTable(tableName: string, keys: readonly string[]) {
  return {
    tableName,
    arn: `arn:aws:dynamodb:${IDENTITY.region}:${IDENTITY.accountId}:table/${tableName}`,
    keySchema: keys.map((name, position) => ({ name, type: position === 0 ? ('HASH' as const) : ('RANGE' as const) })),
    attributeTypes: Object.fromEntries(keys.map((name) => [name, 'S' as const])),
  };
}

function withoutPolicy<Resource extends { readonly policy?: unknown }>({ policy, ...rest }: Resource) {
  return rest;
}
