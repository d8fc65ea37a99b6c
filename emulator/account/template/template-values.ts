import type { StackScope } from './physical-resources.ts';
import type { Template } from './template.ts';
import { type Path, templateError } from './template-error.ts';

/** What `AWS::NoValue` leaves behind; the property or list item around it vanishes. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** What CloudFormation itself says of a stack; undefined for a name that is none of its own. */
export function pseudoParameter(name: string, { identity, stackName }: StackScope): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return identity.accountId;
    case 'AWS::Region':
      return identity.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stackName;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${identity.region}:${identity.accountId}:stack/${stackName}/00000000-0000-4000-8000-000000000000`;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
  }
  return undefined;
}

/** The value of a parameter of the template: the local account gives none, so its default. */
export function parameterValue(name: string, parameter: Template['Parameters'][string], path: Path): unknown {
  if (parameter.Default === undefined) {
    throw templateError(path, `the parameter ${name} has no default, and the local account gives parameters no values`);
  }
  if (parameter.Type.startsWith('AWS::SSM::')) {
    throw templateError(
      path,
      `the parameter ${name} is read from Systems Manager at deployment, which the local account cannot`,
    );
  }
  return parameter.Type === 'CommaDelimitedList' ? parameter.Default.split(',') : parameter.Default;
}

/** What the mappings of the template hold under three keys. */
export function mapped({ Mappings }: Template, keys: readonly string[], path: Path): unknown {
  const [map = '', first = '', second = ''] = keys;
  const value = Mappings[map]?.[first]?.[second];
  if (value === undefined) throw templateError(path, `the template has no mapping ${map}.${first}.${second}`);
  return value;
}
