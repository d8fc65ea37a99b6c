import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import { type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import { type ParameterStore, parameterArn, type StoredParameter } from './parameter-store.ts';

/** A parameter name or ARN, with an optional version selector. */
const Reference = z.string().min(1).max(2048);
const ParameterName = z
  .string()
  .min(1)
  .max(1011)
  .regex(/^[A-Za-z0-9_.\-/]+$/, 'Only a mix of letters, numbers and the following 4 symbols .-_/ is allowed.');

const GetParameter = z.object({ Name: Reference });
const GetParameters = z.object({ Names: z.array(Reference).min(1).max(10) });
const GetParametersByPath = z.object({
  Path: z.string().regex(/^\/[A-Za-z0-9_.\-/]*$/, 'The parameter path must begin with a forward slash /.'),
  Recursive: z.boolean().default(false),
  MaxResults: z.int().min(1).max(10).default(10),
  NextToken: z.string().optional(),
});
/** Standard tier: 4 KB of value. */
const PutParameter = z.object({
  Name: ParameterName,
  Value: z
    .string()
    .min(1)
    .refine(
      (value) => Buffer.byteLength(value) <= 4096,
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    ),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Overwrite: z.boolean().default(false),
});
const DescribeParameters = z.object({
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

/** AWS Systems Manager Parameter Store, in AWS JSON 1.1. Values are never encrypted. */
export function createSsm(identity: AccountIdentity, store: ParameterStore): Service {
  const resource = (reference: string) =>
    reference.startsWith('arn:') ? reference : parameterArn(identity, reference);
  const oneParameter = (action: string) => (input: JsonObject) => [
    { action: `ssm:${action}`, resource: resource(stringMember(input, 'Name')) },
  ];
  const find = (reference: string): StoredParameter | undefined => {
    const [, name = '', , version] = REFERENCE.exec(reference) ?? [];
    const found = store.get(name) ?? store.get(`/${name}`);
    return version === undefined || Number(version) === found?.version ? found : undefined;
  };

  return {
    signingName: 'ssm',
    targetPrefix: 'AmazonSSM',
    operations: {
      GetParameter: {
        authorize: oneParameter('GetParameter'),
        handle: (input) => {
          const { Name } = parseInput(GetParameter, input);
          const found = find(Name);
          if (found === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
          return { Parameter: describe(found) };
        },
      },
      GetParameters: {
        authorize: ({ Names }) =>
          (Array.isArray(Names) ? Names : []).map((name) => ({
            action: 'ssm:GetParameters',
            resource: resource(String(name)),
          })),
        handle: (input) => {
          const { Names } = parseInput(GetParameters, input);
          return {
            Parameters: Names.flatMap((name) => find(name) ?? []).map(describe),
            InvalidParameters: Names.filter((name) => find(name) === undefined),
          };
        },
      },
      GetParametersByPath: {
        authorize: (input) => [
          { action: 'ssm:GetParametersByPath', resource: parameterArn(identity, stringMember(input, 'Path')) },
        ],
        handle: (input) => {
          const { Path, Recursive, MaxResults, NextToken } = parseInput(GetParametersByPath, input);
          const folder = Path.endsWith('/') ? Path : `${Path}/`;
          const below = store.all.filter(
            ({ name }) => name.startsWith(folder) && (Recursive || !name.slice(folder.length).includes('/')),
          );
          const { items, next } = page(below, MaxResults, NextToken);
          return { Parameters: items.map(describe), ...next };
        },
      },
      PutParameter: {
        authorize: oneParameter('PutParameter'),
        handle: (input) => {
          const { Name, Value, Type, Overwrite } = parseInput(PutParameter, input);
          if (Type === undefined && store.get(Name) === undefined) {
            throw new ServiceError('ValidationException', 'A parameter type is required when you create a parameter.');
          }
          const stored = store.put(Name, Value, { overwrite: Overwrite, ...(Type !== undefined && { type: Type }) });
          return { Version: stored.version, Tier: 'Standard' };
        },
      },
      DeleteParameter: {
        authorize: oneParameter('DeleteParameter'),
        handle: (input) => {
          store.delete(parseInput(GetParameter, input).Name);
          return {};
        },
      },
      DescribeParameters: {
        authorize: () => [{ action: 'ssm:DescribeParameters', resource: '*' }],
        handle: (input) => {
          const { MaxResults, NextToken } = parseInput(DescribeParameters, input);
          const { items, next } = page(store.all, MaxResults, NextToken);
          return { Parameters: items.map(describeWithoutValue), ...next };
        },
      },
    },
  };
}

/** `NAME`, `NAME:VERSION`, or either as an ARN: the name is what follows `parameter`, or `parameter/`. */
const REFERENCE = /^(?:arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/)?([^:]+)(:(\d+))?$/;

function page(all: readonly StoredParameter[], size: number, token: string | undefined) {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) {
    throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  }
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? { NextToken: String(end) } : {} };
}

function describeWithoutValue(parameter: StoredParameter): JsonObject {
  return {
    Name: parameter.name,
    ARN: parameter.arn,
    Type: parameter.type,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt / 1000,
    DataType: 'text',
  };
}

function describe(parameter: StoredParameter): JsonObject {
  return { ...describeWithoutValue(parameter), Value: parameter.value };
}
