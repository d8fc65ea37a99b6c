import { Token } from 'aws-cdk-lib';
import { ConfigurationError } from '../configuration-error.ts';
import { checkScope } from '../guards/guard-scope.ts';
import type { RollbackControllerProps } from '../rollback-controller-props.ts';
import { checkSpokes } from '../spoke/spokes.ts';

/** What can be told of a value at synth: its own words where it is wrong. */
type Rule = readonly [name: keyof RollbackControllerProps, isRight: (value: unknown) => boolean, must: string];

const isWhole = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isText = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isList = (pattern: RegExp) => (value: unknown) =>
  Array.isArray(value) &&
  new Set(value).size === value.length &&
  value.every((one) => Token.isUnresolved(one) || isText(pattern)(one));

/** UG:bucketnamingrules */
export const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What CloudFormation, or a mailbox that stays empty, would tell only after the deployment. */
const RULES: readonly Rule[] = [
  ['memorySize', isWhole(128, 10_240), 'whole megabytes from 128 to 10,240'],
  ['reservedConcurrentExecutions', isWhole(1, 1_000_000), 'a whole number from 1 on: with 0 the function never runs'],
  ['notifyEmails', isList(/^[^\s@]+@[^\s@]+\.[^\s@]+$/), 'a list of e-mail addresses, each once'],
  ['artifactBuckets', isList(BUCKET), 'a list of names of buckets, each once'],
  ['runbook', isText(/^https?:\/\/\S+$/), 'a URL, such as https://wiki.example.com/rollback-runbook'],
];

/** Throws a {@link ConfigurationError} with everything that is wrong of a kind. */
export function checkProps(props: RollbackControllerProps): void {
  if (props.scope !== undefined) checkScope(props.scope);
  if (props.spokes !== undefined) checkSpokes(props.spokes);
  const wrong = RULES.filter(([name, isRight]) => {
    const value = props[name];
    return value !== undefined && !Token.isUnresolved(value) && !isRight(value);
  });
  if (wrong.length === 0) return;
  const lines = wrong.map(([name, , must]) => `  ${name}: must be ${must}; got ${JSON.stringify(props[name])}`);
  throw new ConfigurationError(`the controller cannot be made:\n${lines.join('\n')}`);
}
