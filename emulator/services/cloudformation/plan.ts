import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import { readStack } from '../../account/template/assembly.ts';
import type { AssetSource } from '../../account/template/assets.ts';
import { Intrinsics } from '../../account/template/intrinsics.ts';
import { readStackExtras } from '../../account/template/stack-extras.ts';
import { StackResources } from '../../account/template/stack-resources.ts';
import { Template } from '../../account/template/template.ts';
import type { Buckets } from '../s3/buckets.ts';
import { ServiceError } from '../service.ts';
import type { PlannedStack, StackTag } from './stack.ts';

const Policies = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), DeletionPolicy: z.string().optional() })),
});

export interface TemplateSource {
  readonly buckets: Buckets;
  readonly identity: AccountIdentity;
  /** Origin of queue URLs. */
  readonly queueOrigin: string;
  /** What the stacks of the account export, by name. */
  readonly exported: (name: string) => string | undefined;
}

export interface AskedStack {
  readonly stackName: string;
  readonly templateBody: string;
  readonly tags: readonly StackTag[];
  /** Those that the caller acknowledges, e.g. CAPABILITY_IAM. */
  readonly capabilities: readonly string[];
}

/**
 * Reads the template of a stack with its assets.
 * @throws ServiceError ValidationError for a template that is not there or cannot be read, InsufficientCapabilitiesException for roles that
 * were not acknowledged, whatever their properties
 */
export function planStack(
  { identity, queueOrigin, exported }: Omit<TemplateSource, 'buckets'>,
  { stackName, templateBody, tags, capabilities }: AskedStack,
  assets: AssetSource,
): PlannedStack {
  try {
    const json: unknown = JSON.parse(templateBody);
    const template = Template.parse(json);
    const { Resources } = Policies.parse(json);
    const needsIam = Object.values(Resources).some(({ Type }) => Type.startsWith('AWS::IAM::'));
    if (needsIam && capabilities.length === 0) {
      throw new ServiceError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]');
    }
    const imports = new Set<string>();
    const scope = {
      identity,
      stackName,
      queueOrigin,
      exported: (name: string) => {
        imports.add(name);
        return exported(name);
      },
    };
    const intrinsics = new Intrinsics(template, scope);
    const named = Object.entries(Resources).flatMap(([logicalId, { Type, DeletionPolicy }]) => {
      const physicalId = intrinsics.findName(logicalId);
      return physicalId === undefined
        ? []
        : [{ logicalId, physicalId, type: Type, isRetained: DeletionPolicy?.startsWith('Retain') ?? false }];
    });
    const stack = readStack(template, scope, assets);
    // What they import has to be there at once; what they answer to one another comes later.
    for (const { properties, after } of stack.customResources) if (after.length === 0) properties();
    return {
      stackName,
      stack,
      extras: readStackExtras(new StackResources(template, intrinsics), [...tags]),
      imports,
      resources: named,
      retained: new Set(named.filter(({ isRetained }) => isRetained).map(({ physicalId }) => physicalId)),
    };
  } catch (error) {
    if (error instanceof ServiceError || !(error instanceof Error)) throw error;
    throw new ServiceError('ValidationError', `Template format error: ${error.message}`);
  }
}

/** The text of a template in a bucket, by its URL in either style (S3:VirtualHosting). */
export function templateAt(buckets: Buckets, url: string): string {
  const { hostname, pathname } = new URL(url);
  const [, inHost] = /^(.+)\.s3[.-]/.exec(hostname) ?? [];
  const path = pathname.slice(1).split('/').map(decodeURIComponent);
  const [bucket = '', ...key] = inHost === undefined ? path : [inHost, ...path];
  const found = buckets.find(bucket, key.join('/'));
  if (found === undefined) throw new ServiceError('ValidationError', 'S3 error: The specified key does not exist.');
  return Buffer.from(found.body).toString('utf8');
}
