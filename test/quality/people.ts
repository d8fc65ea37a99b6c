import type { JsonObject } from '../../emulator/account/json-object.ts';
import type { Defect } from '../../emulator/account/truth/defect.ts';
import type { CodePipeline, OperationName } from '../../emulator/services/codepipeline/codepipeline.ts';
import { ServiceError } from '../../emulator/services/service.ts';
import type { SimulatedTime } from '../simulation/simulated-time.ts';
import type { Decider, GuardedStage } from './decider.ts';
import { choose, type Dice, type Range } from './dice.ts';
import { Fixes } from './fixes.ts';
import { MIX } from './mix.ts';
import { DAY, MINUTE } from './plan.ts';
import type { RollbackKind, StageLedger } from './stage-ledger.ts';
import { isBad, type Release, type Trunk } from './trunk.ts';

/** Their pushes have numbers of their own, so that what is drawn for the others stays as it is. */
const RERUNS_OF_PEOPLE = 60_000;
const PERSON = { arn: 'arn:aws:iam::123456789012:user/person' };

/** What people see of the account, and what they work with. */
export interface Scene {
  readonly time: SimulatedTime;
  readonly dice: Dice;
  readonly trunk: Trunk;
  readonly codePipeline: CodePipeline;
  readonly pipeline: string;
  readonly guards: readonly GuardedStage[];
  readonly decider: () => Decider;
  readonly ledger: (stage: string) => StageLedger | undefined;
  readonly releaseOf: (executionId: string) => Release | undefined;
  /** Starts an execution of the newest of everything; returns its id. */
  readonly start: (number: number, isFix: boolean) => string;
  /** Whether people keep releases out of the stage by themselves now. */
  readonly isReleaseFreeze: () => boolean;
  readonly version: () => number;
  readonly trace?: (line: string) => void;
}

/** The team of the pipeline: approves, rejects, retries, stops, looks after alarms, rolls back, fixes and opens the way again. */
export class People {
  readonly #scene: Scene;
  readonly #fixes: Fixes;
  /** What they have found out to be wrong. */
  readonly #known = new Set<Defect>();
  readonly #looking = new Set<string>();
  #reruns = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#fixes = new Fixes(
      scene,
      this.#known,
      (operation, input) => this.call(operation, input),
      () => {
        for (const { stage } of scene.guards) this.#look(stage);
      },
    );
  }

  alarmWentOn(stage: string): void {
    if (this.#looking.has(stage)) return;
    this.#looking.add(stage);
    const { dice, time, ledger } = this.#scene;
    const newest = ledger(stage)?.live.at(-1)?.number ?? 0;
    this.#after(dice.in(MIX.people.lookMinutes, 'look', stage, newest, Math.floor(time.now() / DAY)), () => {
      this.#looking.delete(stage);
      this.#look(stage);
    });
  }

  rolledBack(stage: GuardedStage, kind: RollbackKind, replaced: readonly Release[]): void {
    const { dice, decider, start } = this.#scene;
    const bad = replaced.filter(isBad);
    for (const { defects } of bad) for (const defect of defects) this.#known.add(defect);
    const name = replaced.at(-1)?.number ?? 0;
    if (bad.length > 0) {
      this.#fixes.plan(dice.in(MIX.people.fixAfterRollbackMinutes, 'fix after rollback', name));
    } else {
      this.#after(dice.in(MIX.people.releaseAfterNeedlessMinutes, 'release', name), () => {
        decider().release(stage);
        if (!dice.percent(MIX.people.rerunAfterNeedlessPercent, 'rerun after', name)) return;
        start(RERUNS_OF_PEOPLE + this.#reruns++, false);
      });
    }
    if (kind !== 'precise')
      this.#after(dice.in(MIX.people.lookMinutes, 'look after', name), () => this.#look(stage.stage));
  }

  /** An approval waits for its answer. */
  asked(stage: string, action: string, executionId: string, isRollback: boolean): void {
    const { dice, releaseOf } = this.#scene;
    const release = releaseOf(executionId);
    const name = ['approval', release?.number ?? 0, stage, action];
    const range: Range =
      isRollback || release?.isFix
        ? MIX.people.approveUrgentMinutes
        : choose(dice.of(...name, 'how soon'), MIX.people.approveMinutes);
    this.#after(dice.in(range, ...name), () => this.#answer({ stage, action, executionId, isRollback }, 12));
  }

  /** A STANDARD execution failed in the stage, not by a rule of CodePipeline's own. */
  failed(stage: string, release: Release): void {
    const { dice, pipeline, codePipeline } = this.#scene;
    const name = ['retry', release.number, stage];
    if (this.#isKnownBad(release) || !dice.percent(MIX.people.retryPercent, ...name)) return;
    const failedOnly = dice.percent(MIX.people.retryFailedActionsPercent, ...name, 'mode');
    this.#after(dice.in(MIX.people.retryMinutes, ...name, 'after'), () => {
      if (codePipeline.script.stage({ pipeline, stage }).latest?.execution.id !== release.executionId) return;
      this.call('RetryStageExecution', {
        pipelineName: pipeline,
        stageName: stage,
        pipelineExecutionId: release.executionId,
        retryMode: failedOnly ? 'FAILED_ACTIONS' : 'ALL_ACTIONS',
      });
    });
  }

  /** A STANDARD execution entered the stage: now and then somebody stops one. */
  entered(stage: string, { number, executionId }: Release): void {
    const { dice, pipeline, codePipeline } = this.#scene;
    if (!dice.percent(MIX.releases.stoppedPercent, 'stopped', number, stage)) return;
    this.#after(dice.in([1, 8], 'stopped after', number, stage), () => {
      if (codePipeline.script.stage({ pipeline, stage }).latest?.execution.id !== executionId) return;
      this.call('StopPipelineExecution', { pipelineName: pipeline, pipelineExecutionId: executionId });
    });
  }

  /** A call that AWS may refuse; then nothing happens. Says whether it was accepted. */
  call(operation: OperationName, input: JsonObject): boolean {
    const { codePipeline, trace } = this.#scene;
    try {
      codePipeline.operations[operation].handle(input, PERSON);
      trace?.(`people: ${operation} ${JSON.stringify(input)}`);
      return true;
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  /** Somebody looks after an alarm, and finds out what is wrong if a bad release is live. */
  #look(stage: string): void {
    const { ledger, dice } = this.#scene;
    const seen = ledger(stage);
    if (seen === undefined || !seen.alarmIsOn) return;
    const bad = seen.live.filter((release) => seen.hasShown(release));
    const [first] = bad;
    if (first === undefined) return;
    for (const { defects } of bad) for (const defect of defects) this.#known.add(defect);
    if (this.#fixes.underway) return;
    switch (choose(dice.of('answer', first.number, stage), MIX.people.answer)) {
      case 'fix':
        this.#fixes.plan(dice.in(MIX.people.fixMinutes, 'fix', first.number));
        return;
      case 'later':
        this.#fixes.plan(dice.in(MIX.people.laterMinutes, 'later', first.number));
        return;
      case 'roll back':
        this.#rollBack(stage, first, 6);
        this.#fixes.plan(dice.in(MIX.people.fixAfterRollbackMinutes, 'fix after', first.number));
    }
  }

  #rollBack(stage: string, bad: Release, tries: number): void {
    const { ledger, dice, pipeline, version } = this.#scene;
    const seen = ledger(stage);
    if (seen === undefined || tries === 0 || !seen.live.includes(bad)) return;
    const right = dice.percent(MIX.people.rightTargetPercent, 'right target', bad.number);
    const target = seen.successes.findLast(
      (one) => one.version === version() && !seen.live.includes(one.release) && (!right || !isBad(one.release)),
    )?.release;
    if (target === undefined) return;
    const accepted = this.call('RollbackStage', {
      pipelineName: pipeline,
      stageName: stage,
      targetPipelineExecutionId: target.executionId,
    });
    if (!accepted) this.#after(5, () => this.#rollBack(stage, bad, tries - 1));
  }

  #answer(question: Question, postponements: number): void {
    const { stage, action, executionId, isRollback } = question;
    const { codePipeline, pipeline, dice, releaseOf, ledger } = this.#scene;
    const { latest } = codePipeline.script.stage({ pipeline, stage });
    const waits = [...(latest?.inProgress.keys() ?? [])].some(({ declaration }) => declaration.name === action);
    const release = releaseOf(executionId);
    if (latest?.execution.id !== executionId || !waits || release === undefined) return;
    const answer = { pipeline, stage, action };
    const name = ['answer', release.number, stage, action];
    const ordinary = !isRollback && !release.isFix;
    const rejects = this.#isKnownBad(release) ? MIX.people.rejectKnownBadPercent : MIX.people.rejectPercent;
    if (ordinary && dice.percent(rejects, ...name)) codePipeline.script.reject(answer);
    else if (ordinary && postponements > 0 && ledger(stage)?.alarmIsOn) {
      this.#after(20, () => this.#answer(question, postponements - 1));
    } else codePipeline.script.approve(answer);
  }

  #isKnownBad({ defects }: Release): boolean {
    return defects.some((defect) => this.#known.has(defect));
  }

  #after(minutes: number, then: () => void): void {
    const { time } = this.#scene;
    time.at(time.now() + minutes * MINUTE, then);
  }
}

interface Question {
  readonly stage: string;
  readonly action: string;
  readonly executionId: string;
  readonly isRollback: boolean;
}
