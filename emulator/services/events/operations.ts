import * as z from 'zod';
import { type Operation, type Service, ServiceError } from '../service.ts';
import { parseInput } from '../service-input.ts';
import { compileEventPattern } from './event-pattern.ts';
import { type EventIntake, PutEventsInput, putEvents } from './put-events.ts';
import { type RulesOn, ruleOperations } from './rule-operations.ts';

interface EventsAccount extends EventIntake {
  readonly rulesOn: RulesOn;
}

const TestInput = z.object({ EventPattern: z.string(), Event: z.string() });

/** The part of the EventBridge API that the controller and a person at the CLI need; PutEvents on the default event bus. */
export function eventsService(account: EventsAccount): Service {
  const bus = `arn:aws:events:${account.identity.region}:${account.identity.accountId}:event-bus/default`;
  const operations: { readonly [name: string]: Operation } = {
    ...ruleOperations(account.rulesOn, account.identity),
    PutEvents: {
      authorize: () => [{ action: 'events:PutEvents', resource: bus }],
      handle: (input) => putEvents(account, parseInput(PutEventsInput, input)),
    },
    TestEventPattern: {
      authorize: () => [{ action: 'events:TestEventPattern', resource: '*' }],
      handle: (input) => {
        const { EventPattern, Event } = parseInput(TestInput, input);
        return { Result: compileEventPattern(EventPattern)(parsedJson(Event, 'Event')) };
      },
    },
  };
  return { signingName: 'events', targetPrefix: 'AWSEvents', operations };
}

function parsedJson(text: string, member: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', `Parameter ${member} is not valid JSON.`);
  }
}
