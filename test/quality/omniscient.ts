import { ServiceError } from '../../emulator/services/service.ts';
import { type Account, DECIDER_ARN, type Decider, type DeciderKind } from './decider.ts';
import { Dice } from './dice.ts';
import { planOf } from './plan.ts';
import { type Outcome, outcomeOf } from './play-history.ts';
import { isBad } from './trunk.ts';
import { World } from './world.ts';

const EVERY = 30_000;

/** Plays a history with somebody who knows the truth: what the judge asks for can be done, or it asks for too much. */
export async function playKnowingTheTruth(seed: number, trace?: (line: string) => void): Promise<Outcome> {
  const dice = new Dice(seed);
  const plan = planOf(dice);
  const kind: DeciderKind = {
    key: 'omniscient',
    name: 'omniscient',
    create: (account) => new Omniscient(account, () => world),
  };
  const world: World = new World(plan, dice, kind, trace);
  await world.play();
  return outcomeOf(world, plan, trace);
}

/** While an alarm is on and a bad release is live, it rolls back to the newest good one as soon as it may. */
class Omniscient implements Decider {
  readonly #account: Account;
  readonly #world: () => World;
  readonly #watched = new Set<string>();

  constructor(account: Account, world: () => World) {
    this.#account = account;
    this.#world = world;
  }

  onAlarm(): void {
    for (const { stage } of this.#account.guards) {
      if (this.#watched.has(stage)) continue;
      this.#watched.add(stage);
      this.#later(stage);
    }
  }

  onStageEvent(): void {}

  release(): void {}

  reasons(): readonly string[] {
    return [];
  }

  #later(stage: string): void {
    const { time } = this.#account;
    time.at(time.now() + EVERY, () => this.#look(stage));
  }

  #look(stage: string): void {
    const ledger = this.#world().ledgers.get(stage);
    if (!ledger?.alarmIsOn) {
      this.#watched.delete(stage);
      return;
    }
    this.#later(stage);
    const { time, codePipeline } = this.#account;
    if (!ledger.liveIsBad) return;
    const version = this.#world().versionAt(time.now());
    const target = ledger.successes.findLast((one) => one.version === version && !isBad(one.release))?.release;
    if (target === undefined) return;
    try {
      codePipeline.operations.RollbackStage.handle(
        { pipelineName: 'shop', stageName: stage, targetPipelineExecutionId: target.executionId },
        { arn: DECIDER_ARN },
      );
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
}
