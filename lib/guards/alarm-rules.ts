import { Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { GuardedAlarm } from './guarded-alarm.ts';
import { PatternRoom } from './pattern-room.ts';

export interface AlarmRulesProps {
  readonly alarms: readonly GuardedAlarm[];
  /** Name of the n-th rule, counted from 1. */
  readonly ruleName: (number: number) => string;
  readonly description: string;
  readonly target: events.IRuleTarget;
}

/** The rules that wake the controller when an alarm of a guard goes into ALARM: one, or more when the alarms are many. */
export class AlarmRules extends Construct {
  constructor(scope: Construct, id: string, props: AlarmRulesProps) {
    super(scope, id);
    for (const [index, alarms] of splitOverPatterns(props.alarms).entries()) {
      new events.Rule(this, `${index + 1}`, {
        ruleName: props.ruleName(index + 1),
        description: props.description,
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          resources: alarms.map((alarm) => alarm.arn),
          detail: { state: { value: ['ALARM'] } },
        },
        targets: [props.target],
      });
    }
  }
}

/** What a pattern needs besides the ARNs, generously. */
const FRAME_LENGTH = 160;
/** `"arn:aws-us-gov:cloudwatch:ap-southeast-1:123456789012:alarm:",`, the longest that surrounds a name. */
const LONGEST_ARN_PREFIX = 64;
const LONGEST_NAME = 255;

function splitOverPatterns(alarms: readonly GuardedAlarm[]): GuardedAlarm[][] {
  const patterns: GuardedAlarm[][] = [];
  let room = new PatternRoom(FRAME_LENGTH);
  for (const alarm of alarms) {
    const length = LONGEST_ARN_PREFIX + nameLength(alarm.name);
    if (patterns.length === 0 || !room.take(length)) {
      patterns.push([]);
      room = new PatternRoom(FRAME_LENGTH);
      room.take(length);
    }
    patterns.at(-1)?.push(alarm);
  }
  return patterns;
}

/** In UTF-8 and escaped as in JSON. A name not known at synth may be as long as the API allows. */
function nameLength(name: string): number {
  return Token.isUnresolved(name) ? LONGEST_NAME : Buffer.byteLength(JSON.stringify(name));
}
