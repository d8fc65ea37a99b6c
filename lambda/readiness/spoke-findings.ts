import type { Location } from '../decision/alarm-arn.ts';
import { enabling, SPOKE_RULE } from './event-rule.ts';
import { kind } from './finding-kind.ts';

/** Deploys the spoke of one account and region from the stack set of docs/spokes.md. */
function deploySpoke({ account, region }: Location): string {
  return `aws cloudformation create-stack-instances --stack-set-name rollback-spoke --accounts ${account} --regions ${region}`;
}

function placeOf({ account, region }: Location): string {
  return `account ${account} and region ${region}`;
}

/** What a check can find out about the spokes. */
export const SPOKE_FINDINGS = {
  spokeUnreadable: kind<{ place: Location; problem: string }>('spoke-unreadable', 'error', 'alarm', {
    about: (f) => placeOf(f.place),
    sentence: (f) =>
      `the controller cannot look at alarms of ${placeOf(f.place)}: ${f.problem}; what cannot be read is never rolled back for`,
    advice: (f) =>
      `where no spoke is deployed: ${deploySpoke(f.place)} (its reader role is made in one region of each account); else compare controller role, organization and external id of the spoke with those of the controller (docs/spokes.md)`,
  }),
  spokeWithoutRule: kind<{ place: Location }>('spoke-without-rule', 'warning', 'nothing', {
    about: (f) => placeOf(f.place),
    sentence: (f) =>
      `no spoke forwards the alarms of ${placeOf(f.place)}: they are seen only once a minute, while a release bakes`,
    advice: (f) => `deploy it: ${deploySpoke(f.place)} (docs/spokes.md)`,
  }),
  spokeDisabled: kind<{ place: Location }>('spoke-disabled', 'warning', 'nothing', {
    about: (f) => placeOf(f.place),
    sentence: (f) =>
      `the event rule ${SPOKE_RULE} of ${placeOf(f.place)} is disabled: its alarms are seen only once a minute, while a release bakes`,
    advice: (f) => `${enabling(SPOKE_RULE)} --region ${f.place.region}, in account ${f.place.account}`,
  }),
  spokeElsewhere: kind<{ place: Location; targets: readonly string[]; bus: string }>(
    'spoke-elsewhere',
    'warning',
    'nothing',
    {
      about: (f) => placeOf(f.place),
      sentence: (f) =>
        `the spoke of ${placeOf(f.place)} forwards to ${f.targets.join(', ') || 'nothing'}, not to ${f.bus}: its alarms are seen only once a minute, while a release bakes`,
      advice: 'deploy the template that npm run spoke-template prints for this controller (docs/spokes.md)',
    },
  ),
};
