import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import { type PublishEvent, ServiceError } from '../service.ts';
import type { Execution } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { ObjectStore } from './s3-actions.ts';
import type { Switches } from './switches.ts';

const YEAR_MILLIS = 365 * 24 * 60 * 60_000;

/** A rollback that RollbackStage accepted. */
export interface AcceptedRollback {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly targetPipelineExecutionId: string;
  /** Id of the new ROLLBACK execution. */
  readonly pipelineExecutionId: string;
  readonly callerArn: string;
  readonly time: EpochMillis;
}

/** What the operations and the running pipelines share. */
export interface Surroundings {
  readonly clock: Clock;
  readonly identity: AccountIdentity;
  /** Gets every event after the model's state has changed; must not call the model back before it returns. */
  readonly publish: PublishEvent;
  /** Detail types; default all. */
  readonly published?: ReadonlySet<string>;
  /** Lower-case hex UUIDs. */
  readonly newId: () => string;
  readonly switches: Switches;
  /** Absent: S3 actions take and leave nothing. */
  readonly objects?: ObjectStore;
}

/** The pipelines of one account and region. */
export class Account {
  readonly clock: Clock;
  readonly identity: AccountIdentity;
  readonly publish: PublishEvent;
  readonly newId: () => string;
  readonly switches: Switches;
  readonly objects: ObjectStore | undefined;
  readonly pipelines = new Map<string, Pipeline>();
  readonly acceptedRollbacks: AcceptedRollback[] = [];
  readonly #published: ReadonlySet<string> | undefined;

  constructor({ clock, identity, publish, published, newId, switches, objects }: Surroundings) {
    this.clock = clock;
    this.identity = identity;
    this.publish = publish;
    this.#published = published;
    this.newId = newId;
    this.switches = switches;
    this.objects = objects;
  }

  publishes(detailType: string): boolean {
    return this.#published?.has(detailType) ?? true;
  }

  /** Throws PipelineNotFoundException. */
  pipeline(name: string): Pipeline {
    const pipeline = this.pipelines.get(name);
    if (pipeline === undefined) {
      throw new ServiceError(
        'PipelineNotFoundException',
        `Account '${this.identity.accountId}' has no pipeline ${name}`,
      );
    }
    return pipeline;
  }

  /** Takes raw input: IAM looks at a call before its members are validated. */
  pipelineArn(name: unknown): string {
    const { region, accountId } = this.identity;
    return `arn:aws:codepipeline:${region}:${accountId}:${typeof name === 'string' ? name : ''}`;
  }

  stageArn(pipelineName: unknown, stageName: unknown): string {
    return `${this.pipelineArn(pipelineName)}/${typeof stageName === 'string' ? stageName : ''}`;
  }

  actionArn(pipelineName: unknown, stageName: unknown, actionName: unknown): string {
    return `${this.stageArn(pipelineName, stageName)}/${typeof actionName === 'string' ? actionName : ''}`;
  }

  /** Tags of a pipeline, stage or action by ARN, for `aws:ResourceTag` (switch `stageCarriesPipelineTags`). */
  tagsOf(arn: string): ReadonlyMap<string, string> {
    const prefix = this.pipelineArn('');
    const [name = '', stage] = arn.startsWith(prefix) ? arn.slice(prefix.length).split('/') : [];
    const counts = stage === undefined || this.switches.stageCarriesPipelineTags;
    return (counts ? this.pipelines.get(name)?.tags : undefined) ?? new Map();
  }

  /** Execution history is kept 12 months (user guide: limits); a new execution may show late (switch). */
  shows({ startTime }: Execution): boolean {
    const now = this.clock.now();
    return startTime >= now - YEAR_MILLIS && startTime + this.switches.newExecutionDelayMillis <= now;
  }

  /** Throws PipelineExecutionNotFoundException, also for an execution that does not show. */
  execution(pipeline: Pipeline, executionId: string): Execution {
    const execution = pipeline.find(executionId);
    if (execution === undefined || !this.shows(execution)) {
      throw new ServiceError(
        'PipelineExecutionNotFoundException',
        `Pipeline ${pipeline.name} has no execution ${executionId}`,
      );
    }
    return execution;
  }
}
