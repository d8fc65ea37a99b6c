import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { STAGE_STATES } from '../../lambda/readiness/event-rule.ts';
import { type GuardedStage, pipelineArnLength, stageNameLength } from './guarded-stage.ts';
import { identityOf, shortHash } from './identity.ts';
import { PatternRoom } from './pattern-room.ts';
import type { RuleNames } from './rule-names.ts';

export interface StageRulesProps {
  readonly ruleNames: RuleNames;
  /** Gets the event as it is: it names its pipeline and stage itself. */
  readonly target: events.IRuleTarget;
}

/** Stages of one name: the rule that takes further pipelines, and how many more it takes. */
interface OpenRule {
  readonly rule: events.Rule;
  readonly number: number;
  readonly room: PatternRoom;
}

/** What a pattern needs besides pipelines and stage, generously. */
const FRAME_LENGTH = 260;

/**
 * The rules that wake the controller when a guarded stage starts, resumes or ends. Stages of the same name share a rule that
 * lists their pipelines, so it matches no stage that is not guarded. A name not known at synth equals none but itself.
 */
export class StageRules extends Construct {
  readonly #props: StageRulesProps;
  readonly #open = new Map<string, OpenRule>();

  constructor(scope: Construct, id: string, props: StageRulesProps) {
    super(scope, id);
    this.#props = props;
  }

  /** Has the controller woken by the events of this stage. */
  watch(stage: GuardedStage): void {
    const name = identityOf(Stack.of(this), stage.stageName);
    const length = pipelineArnLength(stage);
    const open = this.#open.get(name);
    if (open?.room.take(length)) {
      open.rule.addEventPattern({ resources: [stage.pipelineArn] });
      return;
    }
    const number = (open?.number ?? 0) + 1;
    const room = new PatternRoom(FRAME_LENGTH + stageNameLength(stage));
    room.take(length);
    this.#open.set(name, { rule: this.#newRule(stage, name, number), number, room });
  }

  #newRule({ stageName, pipelineArn }: GuardedStage, name: string, number: number): events.Rule {
    const { ruleNames, target } = this.#props;
    return new events.Rule(this, `${shortHash(name, 8)}-${number}`, {
      ruleName: ruleNames.name(name, `stage-${number}`),
      description: `A stage ${stageName} that is guarded starts, resumes or ends.`,
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        resources: [pipelineArn],
        detail: { stage: [stageName], state: [...STAGE_STATES] },
      },
      targets: [target],
    });
  }
}
