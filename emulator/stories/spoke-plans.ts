import { spokeTemplate } from '../../lib/spoke/spoke-template.ts';
import type { Spokes } from '../../lib/spoke/spokes.ts';
import type { AccountIdentity } from '../account/account-identity.ts';
import type { SpokePlan } from '../account/spoke.ts';
import type { DeployedStack } from '../account/template/deployed-stack.ts';

/** Everywhere that the controller has spokes in, with the template that `npm run spoke-template` prints for it. */
export function spokePlans(
  { organization, externalId, accounts, regions }: Spokes,
  hub: AccountIdentity,
  stacks: readonly DeployedStack[],
  alsoReadBy: readonly string[] = [],
): readonly SpokePlan[] {
  const [controller] = stacks.flatMap((stack) => stack.functions);
  if (controller === undefined) throw new Error('spokes need the controller, and no stack has a function');
  const template = spokeTemplate({
    controllerRole: `arn:aws:iam::${hub.accountId}:role/${controller.roleName}`,
    controllerRegion: hub.region,
    organization,
    externalId,
    readerRegion: hub.region,
    alsoReadBy,
  });
  return accounts
    .flatMap((accountId) => regions.map((region) => ({ accountId, region, organization })))
    .filter(({ accountId, region }) => accountId !== hub.accountId || region !== hub.region)
    .map((identity) => ({ identity, template: JSON.stringify(template) }));
}
