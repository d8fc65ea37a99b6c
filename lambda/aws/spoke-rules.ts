import { DescribeRuleCommand, type EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import type { Location } from '../decision/alarm-arn.ts';
import { ALARM_BUS } from '../environment.ts';
import { CouldNotRead, type EventRules } from '../ports.ts';
import { SPOKE_RULE } from '../readiness/event-rule.ts';
import { ifThere, reading } from './errors.ts';

/** The rule of a spoke, as its reader role may look at it (API:DescribeRule, API:ListTargetsByRule). */
export function spokeRules(
  clientAt: (location: Location) => EventBridgeClient | undefined,
  { partition, region, account }: Location,
): EventRules['ofSpoke'] {
  const bus = `arn:${partition}:events:${region}:${account}:event-bus/${ALARM_BUS}`;
  return (place) => {
    const what = `the event rule ${SPOKE_RULE} of account ${place.account} and region ${place.region}`;
    return reading(what, 'events:DescribeRule', async () => {
      const client = clientAt(place);
      if (client === undefined) throw new CouldNotRead(what, 'the controller has no spoke there', false);
      const look = async () => {
        const { State } = await client.send(new DescribeRuleCommand({ Name: SPOKE_RULE }));
        const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: SPOKE_RULE }));
        const targets = Targets.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
        return { enabled: State !== 'DISABLED', targets, bus };
      };
      return ifThere(look(), 'ResourceNotFoundException');
    });
  };
}
