import type { JsonObject } from '../json-object.ts';
import { isJsonObject } from '../json-object.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Template } from './template.ts';

/** A resource of a template that a function makes (UG:template-custom-resources). */
export interface DeployedCustomResource {
  readonly logicalId: string;
  /** `Custom::...`, or `AWS::CloudFormation::CustomResource`. */
  readonly type: string;
  /** Logical ids of the custom resources that have to be there before it. */
  readonly after: readonly string[];
  /** What the function gets, every scalar as text; to be asked once those before it are there. */
  readonly properties: () => JsonObject;
}

/**
 * The custom resources of a template, those before which others depend on. Left out are calls of an SDK (`Custom::AWS`): the services that
 * they call are not played.
 */
export function readCustomResources({ Resources }: Template, intrinsics: Intrinsics): DeployedCustomResource[] {
  const custom = Object.entries(Resources).filter(
    ([logicalId, { Type, Condition }]) => isPlayed(Type) && intrinsics.holds(Condition, ['Resources', logicalId]),
  );
  return custom.map(([logicalId, { Type, DependsOn, Properties }]) => {
    const others = custom.map(([id]) => id).filter((id) => id !== logicalId);
    return {
      logicalId,
      type: Type,
      after: others.filter((id) => DependsOn.includes(id) || isAbout(Properties, id)),
      properties: () => {
        const resolved = asText(intrinsics.resolve(Properties, ['Resources', logicalId, 'Properties']));
        return isJsonObject(resolved) ? resolved : {};
      },
    };
  });
}

/** Whether a value of a template refers to the resource. */
export function isAbout(value: unknown, logicalId: string): boolean {
  const written = JSON.stringify(value) ?? '';
  return new RegExp(`(?:"|\\$\\{\\s*)${logicalId}(?:"|\\.|\\s*\\})`).test(written);
}

/** Whether the account has the function called that makes resources of the type. */
export function isPlayed(type: string): boolean {
  return (type.startsWith('Custom::') && type !== 'Custom::AWS') || type === 'AWS::CloudFormation::CustomResource';
}

/** CloudFormation hands numbers and booleans on as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asText(member)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
