import type { LoggedCall } from '../../emulator/front-door/call-log.ts';
import { LocalAccount } from '../../emulator/local-account.ts';
import { VirtualClock } from '../../emulator/virtual-clock.ts';
import { type GuardPolicy, guardParameterName } from '../../lambda/guard-policy.ts';
import { type DeployedBundle, IDENTITY } from './deployed-bundle.ts';

const MINUTE = 60_000;

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
  /** The execution to blame and the one to go back to. */
  readonly bad: string;
  readonly good: string;
  /** What EventBridge delivers to our function: the alarm's event with the guard that the rule adds. */
  readonly event: AlarmEvent;
}

export type AlarmEvent = { readonly [member: string]: unknown };

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
          tables: [
            ...stack.tables,
            lockTable(LOCK_TABLE, ['lockId', 'lockGroup']),
            lockTable(CLIENT_LOCK_TABLE, ['id']),
          ],
        },
      ],
    });
    return new BenchAccount(local, deployed.environment.GUARD_PARAMETER_PREFIX ?? '');
  }

  /** The URL of the watch queue as this account knows it. */
  get environment(): { readonly [name: string]: string } {
    return this.local.functions.all[0]?.deployed.environment ?? {};
  }

  get calls(): readonly LoggedCall[] {
    return this.local.calls.calls;
  }

  /** A new pipeline with its guard, its deployments, and its alarm gone off five minutes after the last of them. */
  alarmedStage(past: PastDeployments = {}): AlarmedStage {
    const { executions = 10, ineligible = 0, because = 'failed' } = past;
    const { codePipeline, cloudWatch, clock, eventBus } = this.local;
    const pipeline = `pipeline-${++this.#stages}`;
    const stage = 'Prod';
    const alarm = `${pipeline}-5xx`;
    this.addGuard({ pipeline, stage, alarms: [alarm] });
    cloudWatch.script.seedAlarm({ name: alarm });
    codePipeline.script.createPipeline({ name: pipeline, stages: ['Source', 'Build', stage], actionMinutes: 0.25 });

    const from = clock.now() - (executions + 5) * MINUTE;
    const firstIneligible = executions - ineligible;
    const badCommit = { revisionId: 'bad' };
    const ids = codePipeline.script.addHistory(
      pipeline,
      Array.from({ length: executions }, (_, position) => ({
        startTime: from + position * MINUTE,
        ...(position >= firstIneligible && because === 'failed' && { results: { Build: 'Failed' } as const }),
        ...((position === executions - 1 || position >= firstIneligible) &&
          because === 'same-commit' && { revision: badCommit }),
      })),
    );
    const badAt = because === 'failed' ? firstIneligible - 1 : executions - 1;
    const goodAt = because === 'failed' ? badAt - 1 : Math.min(firstIneligible, executions - 1) - 1;

    cloudWatch.script.setState(alarm, 'ALARM');
    const event = eventBus.events.findLast(({ 'detail-type': type }) => type === 'CloudWatch Alarm State Change');
    const [bad = '', good = ''] = [ids[badAt], ids[goodAt]];
    return { pipeline, stage, bad, good, event: { ...event, guard: { pipeline, stage } } };
  }

  addGuard({ pipeline, stage, alarms }: Pick<GuardPolicy, 'pipeline' | 'stage' | 'alarms'>): void {
    const name = guardParameterName(this.#prefix, pipeline, stage);
    this.local.parameters.put(name, JSON.stringify({ pipeline, stage, alarms }));
  }

  /** Rollbacks that CodePipeline accepted for a stage. */
  acceptedRollbacks({ pipeline }: AlarmedStage) {
    return this.local.codePipeline.script.acceptedRollbacks.filter(({ pipelineName }) => pipelineName === pipeline);
  }

  async stop(): Promise<void> {
    await this.local.stop();
  }
}

function lockTable(tableName: string, keys: readonly string[]) {
  return {
    tableName,
    arn: `arn:aws:dynamodb:${IDENTITY.region}:${IDENTITY.accountId}:table/${tableName}`,
    keySchema: keys.map((name, position) => ({ name, type: position === 0 ? ('HASH' as const) : ('RANGE' as const) })),
    attributeTypes: Object.fromEntries(keys.map((name) => [name, 'S' as const])),
  };
}
