import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach } from 'vitest';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { createEventBus } from '../../emulator/services/events/event-bus.ts';
import { eventBridgeRules } from '../../lambda/aws/event-rules.ts';
import { openedDoor } from '../emulator/opened-door.ts';
import { HOME } from '../support/home.ts';
import { RULES } from '../support/local-services.ts';
import { MORNING } from '../support/morning.ts';
import { modelEventRulesClient } from '../support/ports/model-event-rules.ts';
import { defineEventRulesContract } from './event-rules-contract.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function eventBusOf() {
  const clock = new VirtualClock({ start: MORNING });
  ended.push(() => clock.stop());
  const nowhere = () => undefined;
  return createEventBus({
    clock,
    identity: { accountId: HOME.account, region: HOME.region },
    targets: {
      permissionsOf: nowhere,
      invokeFunction: nowhere,
      sendMessage: nowhere,
      publishMessage: nowhere,
      forward: nowhere,
    },
  });
}

defineEventRulesContract('through the SDK', async () => {
  const { door, client } = await openedDoor();
  ended.push(() => door.close());
  const eventBus = eventBusOf();
  door.serve(eventBus.service);
  return { rules: eventBridgeRules(new EventBridgeClient(client), RULES), eventBus };
});

defineEventRulesContract('in process', async () => {
  const eventBus = eventBusOf();
  return { rules: eventBridgeRules(modelEventRulesClient(eventBus), RULES), eventBus };
});
