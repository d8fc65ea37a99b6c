import type { CloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import type { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import type { ActionCourse, ActionExecution, Execution } from '../../emulator/services/codepipeline/execution.ts';
import type { ServiceEvent } from '../../emulator/services/service.ts';
import type { SimulatedTime } from '../simulation/simulated-time.ts';

/** A guarded stage: what every decider is told of it. */
export interface GuardedStage {
  readonly pipeline: string;
  readonly stage: string;
  readonly alarms: readonly string[];
  readonly bakeMinutes: number;
  /** Alarms that speak of the platform, for deciders that know what to do with them. */
  readonly unlessAlarms: readonly string[];
}

/** What a decider acts on. Nothing in it knows the truth. */
export interface Account {
  readonly time: SimulatedTime;
  readonly identity: { readonly accountId: string; readonly region: string };
  readonly codePipeline: CodePipeline;
  readonly cloudWatch: CloudWatch;
  readonly guards: readonly GuardedStage[];
  readonly trace?: (line: string) => void;
}

/** Who rolls back. Events come in the moment they happen; a decider lets its own time pass before it acts. */
export interface Decider {
  onAlarm(event: ServiceEvent): void;
  onStageEvent(event: ServiceEvent): void;
  /** A person opens what the decider has closed. */
  release(stage: GuardedStage): void;
  /** Why it did what it did to the stage, newest last; of times from `from` to `until`. */
  reasons(stage: GuardedStage, from: number, until: number): readonly string[];
}

export interface DeciderKind {
  /** In `--json` and on the command line. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** In place of a controller, the pipeline itself decides: its guarded stages have a rule, and roll back when it fails. */
  readonly native?: {
    /** Name of the action that plays the rule. */
    readonly rule: string;
    courseOf(account: Account, execution: Readonly<Execution>, action: Readonly<ActionExecution>): ActionCourse;
  };
  create(account: Account): Decider;
}

/** Whose calls are the decider's. */
export const DECIDER_ARN = 'arn:aws:sts::123456789012:assumed-role/controller/controller';

/** The notes of a decider about its stages. */
export class Notes {
  readonly #notes: { readonly at: number; readonly stage: string; readonly text: string }[] = [];
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  add(stage: string, text: string): void {
    const at = this.#account.time.now();
    this.#notes.push({ at, stage, text });
    this.#account.trace?.(`decider: ${stage}: ${text}`);
  }

  between(stage: string, from: number, until: number): readonly string[] {
    return this.#notes
      .filter((note) => note.stage === stage && note.at >= from && note.at <= until)
      .map(({ text }) => text);
  }
}
