import { stageName } from '../decision/stage-key.ts';
import { stackNameOf } from '../guards/claims.ts';
import { stagesIn } from '../guards/declarations.ts';
import { leftBy, type Removing } from '../guards/remove-guard.ts';
import { RejectedEvent } from '../intake/rejected-event.ts';
import type { Ports, SetAside, SetAsideMessage } from '../ports.ts';
import { finding } from '../readiness/finding.ts';
import type { Finding } from '../readiness/finding-kind.ts';
import { inTurns } from '../readiness/in-turns.ts';
import { readFailedEvent } from './failed-event.ts';

/** SQS may show nothing though something is there, where it is not waited for (API:ReceiveMessage). */
const EMPTY_LOOKS = 3;
/** More messages are not looked into. */
const MOST = 100;
/** Stages looked at together. */
const AT_ONCE = 10;

/**
 * What deletions of guards have left that failed for good: their stacks have an answer and are done with it, and only the failed event knows.
 * Throws CouldNotRead.
 */
export async function deletionsLeft(ports: Ports): Promise<readonly Finding[]> {
  const bodies = await bodiesIn(ports.setAside.events);
  const requests = bodies.flatMap((body) => deletionIn(ports, body) ?? []);
  const asked = requests.flatMap((request) => stagesIn(request.properties).map((key) => ({ key, request })));
  const found = await inTurns(asked, AT_ONCE, async ({ key, request }) => {
    const left = await leftBy(ports, key, request);
    const [stage, stack] = [stageName(key), stackNameOf(request.stack)];
    return left === undefined ? [] : [finding.deletionFailed({ stage, stack, left })];
  });
  return found.flat();
}

async function bodiesIn(queue: SetAside): Promise<readonly string[]> {
  const taken: SetAsideMessage[] = [];
  for (let empty = 0; empty < EMPTY_LOOKS && taken.length < MOST; ) {
    const messages = await queue.take('at once');
    taken.push(...messages);
    empty = messages.length === 0 ? empty + 1 : 0;
  }
  await Promise.all(taken.map((message) => message.putBack()));
  return taken.map(({ body }) => body);
}

function deletionIn(ports: Ports, body: string): Removing | undefined {
  try {
    const trigger = readFailedEvent(ports, body, 'check');
    if (trigger.kind !== 'guard' || trigger.does !== 'Delete') return undefined;
    const { physicalId } = trigger;
    return physicalId === undefined ? undefined : { ...trigger, physicalId };
  } catch (error) {
    if (error instanceof RejectedEvent) return undefined;
    throw error;
  }
}
