import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ALARM_STATE_CHANGE, PIPELINE_STATE_CHANGE, STAGE_STATE_CHANGE } from '../../lambda/intake/event-form.ts';
import { STAGE_STATES } from '../../lambda/readiness/event-rule.ts';
import type { RuleNames } from '../guards/rule-names.ts';

export interface EventRulesProps {
  readonly ruleNames: RuleNames;
  readonly target: events.IRuleTarget;
}

/** What wakes the controller, whatever is guarded: it finds the guards of an event by itself (docs/adr/0013). */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { ruleNames, target }: EventRulesProps) {
    super(scope, id);
    new events.Rule(this, 'Alarms', {
      ruleName: ruleNames.name('events', 'alarms'),
      description: 'An alarm goes into ALARM.',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: [ALARM_STATE_CHANGE],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
    new events.Rule(this, 'Stages', {
      ruleName: ruleNames.name('events', 'stages'),
      description: 'A stage of a pipeline starts, resumes or ends.',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: [STAGE_STATE_CHANGE],
        detail: { state: [...STAGE_STATES] },
      },
      targets: [target],
    });
    // No other event, and no call, names who made a change.
    new events.Rule(this, 'Authors', {
      ruleName: ruleNames.name('events', 'authors'),
      description: 'An execution starts whose author a Git provider has told.',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: [PIPELINE_STATE_CHANGE],
        detail: {
          state: ['STARTED'],
          'execution-trigger': { 'author-display-name': events.Match.exists() },
        },
      },
      targets: [target],
    });
  }
}
