import type { EpochMillis } from '../../account/clock.ts';
import { ServiceError } from '../service.ts';
import type { PipelineDeclaration } from './declaration.ts';
import {
  type ActionListener,
  type CourseOf,
  type Execution,
  isActive,
  type ScriptedResult,
  type ScriptedResults,
} from './execution.ts';
import type { ScriptedEntry } from './scripted-entry.ts';
import { Stage, type StageRun } from './stage.ts';

/** Milliseconds an action takes if the script does not say. */
const DEFAULT_ACTION_MILLIS = 60_000;

/** A pipeline: its structures, its stages, and its executions in order of their start. */
export class Pipeline {
  readonly name: string;
  readonly created: EpochMillis;
  updated: EpochMillis;
  stages: readonly Stage[];
  /** Oldest first. */
  readonly executions: Execution[] = [];
  readonly active = new Set<Execution>();
  /** The stage run that an execution is in, or was in last. */
  readonly runs = new Map<Execution, StageRun>();
  readonly tags = new Map<string, string>();
  /** Execution ids by clientRequestToken of StartPipelineExecution. */
  readonly startTokens = new Map<string, string>();
  /** How long an action takes, by `STAGE` or `STAGE/ACTION`. */
  readonly actionMillis = new Map<string, number>();
  /** How stages and actions go for executions whose own script says nothing, by `STAGE` or `STAGE/ACTION`. */
  readonly results = { STANDARD: new Map<string, ScriptedResults>(), ROLLBACK: new Map<string, ScriptedResults>() };
  /** Goes before durations and results, where there is one. */
  courseOf: CourseOf | undefined;
  onAction: ActionListener | undefined;
  /** How entry conditions go for executions whose own script says nothing, by stage. */
  readonly entries = new Map<string, ScriptedEntry>();
  readonly #declarations: PipelineDeclaration[] = [];
  readonly #byId = new Map<string, Execution>();

  constructor(declaration: PipelineDeclaration, created: EpochMillis) {
    this.name = declaration.name;
    this.created = created;
    this.updated = created;
    this.#declarations.push(declaration);
    this.stages = declaration.stages.map((stage) => new Stage(stage));
  }

  /** Starts at 1; every UpdatePipeline adds 1 (API:UpdatePipeline). */
  get version(): number {
    return this.#declarations.length;
  }

  get declaration(): PipelineDeclaration {
    return this.declarationOf(this.version);
  }

  declarationOf(version: number): PipelineDeclaration {
    const declaration = this.#declarations[version - 1];
    if (declaration === undefined) {
      throw new ServiceError(
        'PipelineVersionNotFoundException',
        `Pipeline ${this.name} has no version ${version}, its current version is ${this.version}`,
      );
    }
    return declaration;
  }

  /** Takes the new structure. Stages keep what is in them if their name stays; returns the stages that are gone. */
  redeclare(declaration: PipelineDeclaration, now: EpochMillis): readonly Stage[] {
    const before = new Map(this.stages.map((stage) => [stage.name, stage]));
    this.#declarations.push(declaration);
    this.updated = now;
    this.stages = declaration.stages.map((stageDeclaration) => {
      const kept = before.get(stageDeclaration.name);
      if (kept === undefined) return new Stage(stageDeclaration);
      before.delete(kept.name);
      kept.redeclare(stageDeclaration);
      return kept;
    });
    return [...before.values()];
  }

  findStage(name: string): Stage | undefined {
    return this.stages.find((stage) => stage.name === name);
  }

  /** Throws StageNotFoundException. */
  stage(name: string): Stage {
    const stage = this.findStage(name);
    if (stage === undefined) {
      throw new ServiceError('StageNotFoundException', `Pipeline ${this.name} has no stage ${name}`);
    }
    return stage;
  }

  stageAfter(stage: Stage): Stage | undefined {
    return this.stages[this.stages.indexOf(stage) + 1];
  }

  /** Executions may enter: neither the stage's inbound nor its predecessor's outbound transition is disabled. */
  gateIsOpen(stage: Stage): boolean {
    return stage.inbound.enabled && this.stages[this.stages.indexOf(stage) - 1]?.outbound.enabled !== false;
  }

  add(execution: Execution): void {
    this.executions.push(execution);
    this.#byId.set(execution.id, execution);
    if (isActive(execution)) this.active.add(execution);
  }

  find(executionId: string): Execution | undefined {
    return this.#byId.get(executionId);
  }

  /** Milliseconds. */
  actionDuration(stage: string, action: string): number {
    return this.actionMillis.get(`${stage}/${action}`) ?? this.actionMillis.get(stage) ?? DEFAULT_ACTION_MILLIS;
  }

  /** What the script says of a stage (`STAGE`) or an action (`STAGE/ACTION`), undefined where it says nothing. */
  scriptedResult(execution: Execution, what: string, attempt: number): ScriptedResult | undefined {
    const scripted = execution.results[what] ?? this.results[execution.type].get(what);
    if (scripted === undefined || typeof scripted === 'string') return scripted;
    return scripted[Math.min(attempt, scripted.length) - 1];
  }

  /** How the script has the entry condition of a stage go, undefined where it says nothing. */
  scriptedEntry(execution: Execution, stage: string): ScriptedEntry | undefined {
    return execution.entries[stage] ?? this.entries.get(stage);
  }
}
