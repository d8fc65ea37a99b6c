import { Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { ConfigurationError } from '../configuration-error.ts';
import type { GuardProps } from './guard-props.ts';

/**
 * The guard in which alarms of another `Stage` of the app are given by their fixed names: each Stage is deployed by itself, and nothing refers
 * from one to another. Throws a {@link ConfigurationError} that says what to pass where something there has no name yet.
 */
export function acrossStages(scope: IConstruct, guard: GuardProps): GuardProps {
  const named = (field: string, alarms: GuardProps['alarms']) =>
    alarms.map((alarm, index) => {
      const text = typeof alarm === 'string' ? alarm : alarm.alarmArn;
      const away = targetInOtherStage(scope, text);
      return away === undefined ? alarm : fixedName(`${field}[${index}]`, away);
    });
  const { pipeline, alarms, unlessAlarms } = guard;
  const pipelineName = typeof pipeline === 'string' ? pipeline : pipeline.pipelineName;
  const away = targetInOtherStage(scope, pipelineName);
  if (away !== undefined)
    throw outOfReach('pipeline', away, 'pass the name of the pipeline as text, or guard it in that Stage');
  return {
    ...guard,
    alarms: named('alarms', alarms),
    ...(unlessAlarms && { unlessAlarms: named('unlessAlarms', unlessAlarms) }),
  };
}

function targetInOtherStage(scope: IConstruct, text: string | undefined): IConstruct | undefined {
  if (!Token.isUnresolved(text)) return undefined;
  const references = Tokenization.reverseString(text ?? '').tokens.filter((token) => Reference.isReference(token));
  return references.find(({ target }) => Stage.of(target) !== Stage.of(scope))?.target;
}

/** The ARN, where it is known whose account and region it is; else the name. */
function fixedName(field: string, alarm: IConstruct): string {
  // Of whatever kind: not every aws-cdk-lib that is supported has a class for log alarms.
  const name = 'alarmName' in alarm ? alarm.alarmName : undefined;
  if (typeof name !== 'string' || Token.isUnresolved(name)) {
    throw outOfReach(field, alarm, 'give the alarm a fixed alarmName, or pass the name that it will have as text');
  }
  const { account, region } = Stack.of(alarm);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) return name;
  return alarmArn({ partition: RegionInfo.get(region).partition ?? 'aws', region, account }, name);
}

function outOfReach(field: string, { node }: IConstruct, remedy: string): ConfigurationError {
  return new ConfigurationError(
    `${field}: ${node.path} is made in another Stage of the app, and nothing can refer from one Stage to another; ${remedy}`,
  );
}
