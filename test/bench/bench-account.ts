import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import type { BusEvent } from '../../emulator/services/events/event.ts';
import { dynamoGuards } from '../../lambda/aws/guard-items.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { withoutClaim } from '../../lambda/guards/claims.ts';
import type { Guards } from '../../lambda/guards/guards.ts';
import { plantGuard } from '../support/plant-guard.ts';
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

/** An alarm's event as our rule hands it over. */
export type AlarmEvent = BusEvent;

/**
 * A local account with our stack's table, queue and topic, and as many guarded stages as a measurement asks for. Nothing is
 * delivered by itself: the bench hands every event over, and sees only the calls that came of it.
 */
export class BenchAccount {
  readonly local: LocalAccount;
  readonly #guards: Guards;
  #stages = 0;

  private constructor(local: LocalAccount, guards: Guards) {
    this.local = local;
    this.#guards = guards;
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
          customResources: [],
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
    const client = new DynamoDBClient({
      endpoint: local.endpoint,
      region: IDENTITY.region,
      credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    });
    const guards = dynamoGuards(dynamoTable(client, deployed.environment.TABLE_NAME ?? ''), () => local.clock.now());
    return new BenchAccount(local, guards);
  }

  /** The URL of the watch queue as this account knows it; a measurement rolls back more than the default limit lets through. */
  get environment(): { readonly [name: string]: string } {
    return { ...this.local.functions.all[0]?.deployed.environment, MAX_ROLLBACKS: '5000 in 1' };
  }

  get calls(): readonly LoggedCall[] {
    return this.local.calls.calls;
  }

  /** A new pipeline with its guard, its deployments, and its alarm gone off five minutes after the last of them. */
  async alarmedStage(past: PastDeployments = {}): Promise<AlarmedStage> {
    const deployed = await this.#deployedStage(past);
    return { ...deployed, event: this.alarmGoesOff(deployed) };
  }

  /** The same, and the controller has heard of the last deployment ten seconds before, as it does of every one. */
  async rememberedStage(
    controller: Pick<FunctionProcess, 'invoke'>,
    past: PastDeployments = {},
  ): Promise<AlarmedStage> {
    const deployed = await this.#deployedStage(past);
    await controller.invoke(this.#endOf(deployed));
    await this.local.clock.advance(10 * SECOND);
    return { ...deployed, event: this.alarmGoesOff(deployed) };
  }

  async #deployedStage(past: PastDeployments): Promise<Omit<AlarmedStage, 'event'>> {
    const { executions = 10, ineligible = 0, because = 'failed' } = past;
    const { codePipeline, cloudWatch, clock } = this.local;
    const pipeline = `pipeline-${++this.#stages}`;
    const stage = 'Prod';
    const alarm = `${pipeline}-5xx`;
    await this.addGuard({ pipeline, stage, alarms: [alarm] });
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
  alarmGoesOff({ alarm }: Pick<AlarmedStage, 'alarm'>): AlarmEvent {
    const { cloudWatch, eventBus } = this.local;
    if (cloudWatch.script.stateOf(alarm) === 'ALARM') cloudWatch.script.setState(alarm, 'OK');
    cloudWatch.script.setState(alarm, 'ALARM');
    const event = eventBus.events.findLast(({ 'detail-type': type }) => type === 'CloudWatch Alarm State Change');
    if (event === undefined) throw new Error('the alarm has sent no event');
    return event;
  }

  async addGuard({ pipeline, stage, alarms }: Pick<GuardPolicy, 'pipeline' | 'stage' | 'alarms'>): Promise<void> {
    const { region, accountId: account } = IDENTITY;
    const arns = alarms.map((name) => alarmArn({ partition: 'aws', region, account }, name));
    await plantGuard(this.#guards, GuardPolicy.parse({ pipeline, stage, alarms: arns }));
  }

  async removeGuard(key: Pick<GuardPolicy, 'pipeline' | 'stage'>): Promise<void> {
    const { claims, version } = await this.#guards.claims(key);
    await this.#guards.write(key, version, withoutClaim(claims, ['guard/planted'], randomUUID()));
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
