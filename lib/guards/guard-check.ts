import { type IResource, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { fieldName, type GuardProblem } from '../../lambda/guards/guard-problem.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { elsewhere, guardProblems, type StackEnvironment } from './guard-problems.ts';
import type { GuardProps } from './guard-props.ts';
import { identityOf } from './identity.ts';

/** Throws one {@link ConfigurationError} with everything that is wrong with a guard, as far as it is known at synth. */
export function checkGuard(scope: IConstruct, guard: GuardProps, spokes?: StackEnvironment['spokes']): void {
  refuseUnbuilt(guard);
  const environment = { ...environmentOf(Stack.of(scope)), ...(spokes && { spokes }) };
  const problems = [...guardProblems(knownDeclaration(guard), environment), ...placeProblems(guard, environment)];
  if (problems.length === 0) problems.push(...sameUnresolvedAlarm(Stack.of(scope), guard));
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => `  ${fieldName(path)}: ${message}`);
  throw new ConfigurationError(`guard ${titleOf(guard)} cannot be used:\n${lines.join('\n')}`);
}

/** A `CodePipeline` of `aws-cdk-lib/pipelines` is a plan of a pipeline, without a name; it looks like one to JavaScript only. */
function refuseUnbuilt({ pipeline }: GuardProps): void {
  if (typeof pipeline === 'string' || 'pipelineName' in pipeline || !('buildPipeline' in pipeline)) return;
  throw new ConfigurationError(
    'pipeline: is a CodePipeline of aws-cdk-lib/pipelines; call buildPipeline() on it first, then pass its property "pipeline" (guard({ pipeline: pipeline.pipeline, ... }))',
  );
}

/** The account and region of a stack, where they are known at synth. */
export function environmentOf({ account, region }: Stack): StackEnvironment {
  return {
    ...(Token.isUnresolved(account) ? {} : { account }),
    ...(Token.isUnresolved(region) ? {} : { region }),
  };
}

/** Pipeline and stage as far as they are known, for messages. */
export function titleOf({ pipeline, stage }: GuardProps): string {
  const pipelineName = typeof pipeline === 'string' ? pipeline : pipeline.pipelineName;
  const stageName = typeof stage === 'string' ? stage : stage.stageName;
  return `${known(pipelineName, '(pipeline)')}/${known(stageName, '(stage)')}`;
}

/** The guard as a declaration in which stand-ins that are always valid replace what is not known at synth. */
function knownDeclaration(guard: GuardProps): unknown {
  const { pipeline, stage, alarms, unlessAlarms = [], ...settings } = guard;
  return {
    ...Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== undefined && !Token.isUnresolved(value)),
    ),
    pipeline: known(typeof pipeline === 'string' ? pipeline : pipeline.pipelineName, 'unresolved'),
    stage: known(typeof stage === 'string' ? stage : stage.stageName, 'unresolved'),
    alarms: alarms.map((alarm, index) => knownAlarm(alarm) ?? `unresolved-${index}`),
    unlessAlarms: unlessAlarms.map((alarm, index) => knownAlarm(alarm) ?? `unresolved-veto-${index}`),
  };
}

function knownAlarm(alarm: string | cloudwatch.IAlarm): string | undefined {
  if (typeof alarm !== 'string') return [alarm.alarmArn, alarm.alarmName].find((text) => !Token.isUnresolved(text));
  return Token.isUnresolved(alarm) ? undefined : alarm;
}

function known(text: string, standIn: string): string {
  return Token.isUnresolved(text) ? standIn : text;
}

/** Constructs that live in another account or region, or a stage of another pipeline. */
function placeProblems(
  { pipeline, stage, alarms, unlessAlarms = [] }: GuardProps,
  environment: StackEnvironment,
): GuardProblem[] {
  const problems = typeof pipeline === 'string' ? [] : misplaced(['pipeline'], pipeline, environment);
  if (typeof stage !== 'string' && typeof pipeline !== 'string' && stage.pipeline !== pipeline) {
    problems.push({ path: ['stage'], message: 'is a stage of another pipeline; pass the pipeline it belongs to' });
  }
  for (const [list, named] of Object.entries({ alarms, unlessAlarms })) {
    problems.push(...named.flatMap((alarm, index) => alarmPlaceProblems([list, index], alarm, environment)));
  }
  return problems;
}

function alarmPlaceProblems(
  path: GuardProblem['path'],
  alarm: string | cloudwatch.IAlarm,
  environment: StackEnvironment,
): GuardProblem[] {
  const arn = typeof alarm === 'string' ? alarm : alarm.alarmArn;
  const problems: GuardProblem[] = uncertainPlace(arn, environment).map((message) => ({ path, message }));
  if (typeof alarm === 'string' || !Token.isUnresolved(alarm.alarmArn)) return problems;
  return [...problems, ...(environment.spokes === undefined ? misplaced(path, alarm, environment) : [])];
}

/**
 * An ARN whose account or region is known, of which nothing can tell whether it is the stack's. A guard goes by the names of its alarms:
 * an alarm of that name in the stack's own place would be taken for this one.
 */
function uncertainPlace(arn: string, environment: StackEnvironment): string[] {
  if (!arn.startsWith('arn:') || environment.spokes !== undefined) return [];
  const [, , , region = '', account = ''] = arn.split(':');
  const known = {
    ...(Token.isUnresolved(region) ? {} : { region }),
    ...(Token.isUnresolved(account) ? {} : { account }),
  };
  const unsure = [
    ...(known.region !== undefined && !environment.region ? [`region ${region}`] : []),
    ...(known.account !== undefined && !environment.account ? [`account ${account}`] : []),
  ];
  if (unsure.length > 0) {
    return [
      `is in ${unsure.join(' of ')}, but at synth it is not known where the stack will be deployed; give the stack an env with account and region (npx cdk does with credentials at hand), or write the name of the alarm if it is in the stack's own place`,
    ];
  }
  return Token.isUnresolved(arn) ? elsewhere({ ...here(environment), ...known }, environment) : [];
}

function here({ account = '', region = '' }: StackEnvironment) {
  return { account, region };
}

/** Alarms known at synth are compared by name; the others by what they refer to, which only works within a region. */
function sameUnresolvedAlarm(stack: Stack, { alarms, unlessAlarms = [] }: GuardProps): GuardProblem[] {
  const fieldAt = (index: number) =>
    index < alarms.length ? ['alarms', index] : ['unlessAlarms', index - alarms.length];
  const identities = [...alarms, ...unlessAlarms].map((alarm) =>
    knownAlarm(alarm) ? undefined : identityOf(stack, typeof alarm === 'string' ? alarm : alarm.alarmName),
  );
  return identities.flatMap((identity, index) => {
    const first = identities.indexOf(identity);
    if (identity === undefined || first === index) return [];
    return { path: fieldAt(index), message: `is the same alarm as ${fieldName(fieldAt(first))}; name it once` };
  });
}

function misplaced(path: GuardProblem['path'], resource: IResource, environment: StackEnvironment): GuardProblem[] {
  const { account, region } = resource.env;
  const comparable: StackEnvironment = {
    ...(environment.account && !Token.isUnresolved(account) ? { account: environment.account } : {}),
    ...(environment.region && !Token.isUnresolved(region) ? { region: environment.region } : {}),
  };
  return elsewhere({ account, region }, comparable).map((message) => ({ path, message }));
}
