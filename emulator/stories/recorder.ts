import * as z from 'zod';
import type { AccountIdentity } from '../account/account-identity.ts';
import type { EpochMillis } from '../account/clock.ts';
import type { LocalAccount } from '../account/local-account.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';
import type { Transition } from '../services/codepipeline/stage.ts';
import type { StageReference } from '../services/codepipeline/stage-reference.ts';
import type { BusEvent } from '../services/events/event.ts';
import type { InvocationRecord } from '../services/lambda/invocation.ts';
import { type Fact, type Happening, inOrder } from './happening.ts';
import { LiveReleases } from './live-releases.ts';
import type { PlayedMetric, RecordedAlarm } from './recorded-stock.ts';
import { releaseName } from './releases.ts';
import { alarmFact, decisionIn, errorOf, stageChange } from './sources-of-facts.ts';
import type { Timeline } from './timeline.ts';

/** Calls that change a pipeline. */
const CHANGES = [
  'RollbackStage',
  'StartPipelineExecution',
  'DisableStageTransition',
  'EnableStageTransition',
  'StopPipelineExecution',
  'PutApprovalResult',
];

const PlaceInput = z.union([
  z.object({ pipelineName: z.string(), stageName: z.string().optional() }),
  z.object({ name: z.string() }).transform(({ name }) => ({ pipelineName: name, stageName: undefined })),
]);

/** What there is in the account when a story begins. */
export interface Stock {
  readonly stages: readonly StageReference[];
  readonly alarmNames: readonly string[];
  /** Alarms of other accounts and regions. */
  readonly elsewhere: readonly { readonly place: AccountIdentity; readonly name: string; readonly state: StateValue }[];
}

export interface RecorderOptions {
  readonly timeline: Timeline;
  /** Tell the timeline to print at once what happens: lines of concurrent work may change places. */
  readonly live: boolean;
}

/** Notes everything that happens while a story is played, and hands it to the timeline. */
export class Recorder {
  readonly #timeline: Timeline;
  readonly #live: boolean;
  readonly #happenings: Happening[] = [];
  readonly #metrics = new Map<string, PlayedMetric>();
  readonly #inbound = new Map<StageReference, Transition>();
  #account: LocalAccount | undefined;
  #from: EpochMillis = 0;
  #releases: LiveReleases | undefined;
  #alarms: readonly Omit<RecordedAlarm, 'metric'>[] = [];
  #callsNoted = 0;

  constructor({ timeline, live }: RecorderOptions) {
    this.#timeline = timeline;
    this.#live = live;
  }

  /** Begins to listen to the account. Invocations are handed over by {@link invocationEnded}. */
  watch(account: LocalAccount, { stages, alarmNames, elsewhere }: Stock): void {
    this.#account = account;
    this.#from = account.clock.now();
    this.#alarms = [
      ...alarmNames.map((name) => ({ name, state: account.cloudWatch.script.stateOf(name) })),
      ...elsewhere.map(({ place, name, state }) => ({ name: alarmLabel(name, place), state })),
    ];
    const { script } = account.codePipeline;
    for (const stage of stages) this.#inbound.set(stage, script.stage(stage).inbound);
    const releases = new LiveReleases(account, new Set(stages.map(({ pipeline }) => pipeline)));
    this.#releases = releases;
    account.eventBus.onEvent((event) => releases.onEvent(event));
    account.eventBus.onEvent((event) => this.#event(event));
    for (const { eventBus } of account.spokes) eventBus.onEvent((event) => this.#event(event));
    account.topics.onPublish(({ subject, message, publishedAt }) => {
      // What goes to chats has no subject, and says the same.
      if (subject !== undefined) this.#note(publishedAt, { kind: 'message', subject, text: message });
    });
  }

  /** Something that the story does. */
  happens(text: string): void {
    this.#note(this.#now(), { kind: 'script', text });
  }

  /** The values that the story plays for the metric of an alarm. */
  plays(alarm: string, metric: PlayedMetric): void {
    this.#metrics.set(alarm, metric);
  }

  invocationEnded({ logLines, functionError, payload, startedAt }: InvocationRecord): void {
    for (const line of logLines) this.#logLine(line);
    if (functionError !== undefined) this.#note(startedAt, { kind: 'failure', error: errorOf(payload) });
    if (this.#live) this.settle();
  }

  /** Nothing is under way: what has happened since the last time can be told in order. */
  settle(): void {
    this.#noteCalls();
    this.#noteTransitions();
    this.#timeline.flush();
  }

  /** What was recorded, in order of time. */
  recorded() {
    return {
      from: this.#from,
      until: this.#now(),
      stages: [...this.#inbound.keys()].map((stage) => ({
        name: nameOf(stage),
        live: this.#releases?.courseOf(stage, this.#from) ?? [],
      })),
      alarms: this.#alarms.map((alarm) => {
        const metric = this.#metrics.get(alarm.name);
        return metric === undefined ? alarm : { ...alarm, metric };
      }),
      happenings: this.#happenings.toSorted(inOrder),
    };
  }

  #event({ 'detail-type': type, detail, account, region }: BusEvent): void {
    if (type === 'CloudWatch Alarm State Change') {
      const { identity } = this.#watched();
      const isHere = account === identity.accountId && region === identity.region;
      const fact = alarmFact(detail);
      this.#note(
        this.#now(),
        isHere ? fact : { ...fact, alarm: alarmLabel(fact.alarm, { accountId: account, region }) },
      );
    }
    if (type === 'CodePipeline Stage Execution State Change') {
      const { pipeline, stage, state, executionId } = stageChange(detail);
      const execution = this.#watched().codePipeline.script.execution(pipeline, executionId);
      const { rollbackTarget } = execution;
      this.#note(this.#now(), {
        kind: 'stage',
        stage: nameOf({ pipeline, stage }),
        executionId,
        release: releaseName(rollbackTarget ?? execution),
        rollback: rollbackTarget !== undefined,
        state,
      });
    }
    if (this.#live) this.settle();
  }

  #logLine(line: string): void {
    const decision = decisionIn(line);
    if (decision !== undefined) this.#note(decision.time, decision.fact);
  }

  #noteCalls(): void {
    const { calls } = this.#watched().calls;
    for (; this.#callsNoted < calls.length; this.#callsNoted += 1) {
      const call = calls[this.#callsNoted];
      if (call === undefined || call.outcome === undefined) return;
      if (!CHANGES.includes(call.operation)) continue;
      const { pipelineName, stageName } = PlaceInput.parse(call.input);
      const where = stageName === undefined ? pipelineName : `${pipelineName}/${stageName}`;
      this.#note(call.time, { kind: 'call', operation: call.operation, where, outcome: call.outcome });
    }
  }

  /** CodePipeline has no event for its transitions. */
  #noteTransitions(): void {
    for (const [stage, known] of this.#inbound) {
      const { inbound } = this.#watched().codePipeline.script.stage(stage);
      if (inbound === known) continue;
      this.#inbound.set(stage, inbound);
      if (inbound.enabled === known.enabled) continue;
      const ours = inbound.lastChangedBy?.includes(':assumed-role/') === true;
      const fact = { kind: 'transition', stage: nameOf(stage), enabled: inbound.enabled, ours } as const;
      this.#note(inbound.lastChangedAt ?? this.#now(), fact);
    }
  }

  #note(time: EpochMillis, fact: Fact): void {
    const happening = { time, ...fact };
    this.#happenings.push(happening);
    this.#timeline.add(happening);
  }

  #now(): EpochMillis {
    return this.#watched().clock.now();
  }

  #watched(): LocalAccount {
    if (this.#account === undefined) throw new Error('the recorder watches no account yet');
    return this.#account;
  }
}

/** Of an alarm in another account or region. */
function alarmLabel(name: string, { accountId, region }: AccountIdentity): string {
  return `${name} (${accountId}, ${region})`;
}

function nameOf({ pipeline, stage }: StageReference): string {
  return `${pipeline}/${stage}`;
}
