import type { AccountIdentity } from '../../account/account-identity.ts';
import type { DeployedRole } from '../../account/template/stack-extras.ts';
import { compilePolicy } from '../iam/policy.ts';
import { identityRequester, serviceRequester } from '../iam/requester.ts';
import { compileResourcePolicy } from '../iam/resource-policy.ts';
import type { EventTargets } from './delivery.ts';
import type { BusEvent } from './event.ts';
import type { EventBus } from './event-bus.ts';

export interface ForwardingOptions {
  /** Where the rules are. */
  readonly identity: AccountIdentity;
  readonly roleOf: (arn: string) => DeployedRole | undefined;
  /** The buses of every account and region. */
  readonly buses: () => readonly EventBus[];
}

const ACTION = 'events:PutEvents';

/**
 * Forwards events to a bus of another account or region, in one hop (EB:eb-cross-account): EventBridge takes the role of the rule, which must
 * trust it and allow PutEvents there; in another account the policy of the bus has to let that role, too.
 */
export function forwarding({ identity, roleOf, buses }: ForwardingOptions): EventTargets['forward'] {
  return (busArn, event, { ruleArn, roleArn = '' }) => {
    const target = buses().find((bus) => bus.busOf(busArn) !== undefined);
    const bus = target?.busOf(busArn);
    if (target === undefined || bus === undefined) return `there is no event bus ${busArn}`;
    const role = roleOf(roleArn);
    if (role === undefined) return `the rule ${ruleArn} has no role to forward with`;
    const service = serviceRequester({ service: 'events.amazonaws.com', sourceArn: ruleArn }, identity);
    if (compileResourcePolicy(role.trust, { both: true })(service, 'sts:AssumeRole', role.arn) !== 'allowed')
      return `${roleArn} does not trust events.amazonaws.com for ${ruleArn}`;
    const session = roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
    const requester = identityRequester(`${session}/events`, identity);
    const conditions = (resource: string) => ({ ...requester.conditions(resource), ...ofEvent(event) });
    if (compilePolicy(role.policyStatements)(ACTION, busArn, conditions(busArn)) !== 'allowed')
      return `${roleArn} may not put events on ${busArn}`;
    const isOwn = busArn.split(':')[4] === identity.accountId;
    const byBus = compileResourcePolicy(bus.policy ?? [], { both: true })({ ...requester, conditions }, ACTION, busArn);
    if (byBus === 'explicitly-denied' || (byBus !== 'allowed' && !isOwn))
      return `the policy of ${busArn} does not let ${roleArn} put this event`;
    target.receive(event, bus.name);
    return undefined;
  };
}

/** Condition keys of PutEvents (EB:eb-use-conditions). */
function ofEvent(event: BusEvent) {
  return { 'events:source': [event.source], 'events:detail-type': [event['detail-type']] };
}
