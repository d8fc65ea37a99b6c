import { type Controller, loop } from '../controller.ts';
import type { AlarmCause } from '../decision/cause.ts';
import { entryOfHold } from '../decision/entry-of.ts';
import { hold } from '../decision/hold.ts';
import type { Hold } from '../decision/reason.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { SECOND } from '../decision/time.ts';
import { LONGEST_AHEAD, ROUNDING } from '../decision/times.ts';
import { type Arrivals, NOTHING_CAME } from '../decision/turn.ts';
import type { WatchMessage } from '../intake/watch-message.ts';
import { covers, isAlone, type Letter } from './mailbox.ts';
import type { Outcome } from './outcome.ts';
import { tell } from './perform.ts';
import type { Lease, LockPurpose } from './stage-lock.ts';

/** Who gives a command, or a guard up, waits for the lock this long before being told that the stage is busy. */
export const PATIENCE = 5 * SECOND;
const POLL = SECOND / 2;

/** Takes the lock of a stage for this invocation. A record that cannot be used is counted, whatever came for it, and let go for whoever mends it. */
async function acquire({ ports, options, holder }: Controller, key: StageKey, purpose: LockPurpose) {
  const now = ports.clock();
  const acquired = await ports.records.acquire(key, { purpose, holder, now, leaseUntil: now + options.leaseMillis });
  if (acquired.kind !== 'unreadable') return acquired;
  ports.log.unusable('stage record', acquired.problem, key);
  if (acquired.lock !== undefined) await ports.records.release(acquired.lock, 0);
  return acquired;
}

/** An alarm enters with the lock, or leaves itself in the mailbox of whoever has it, and goes. */
export async function onAlarm(controller: Controller, key: StageKey, cause: AlarmCause): Promise<Outcome> {
  const letter: Letter = { kind: 'alarm', cause };
  for (;;) {
    const acquired = await acquire(controller, key, 'alarm');
    switch (acquired.kind) {
      case 'held':
        return loop(controller, acquired, { ...NOTHING_CAME, causes: [cause] });
      case 'followed': {
        const { incident } = acquired;
        if (incident.causeId === cause.id) {
          return { outcome: 'duplicate', reason: 'the open incident is about this event' };
        }
        return decided(controller, key, cause, hold.incidentOpen(incident), incident.id);
      }
      case 'leased': {
        const left = await leave(controller, key, acquired.lease, letter);
        if (left !== undefined) return left;
        break;
      }
      case 'unreadable': {
        const { problem } = acquired;
        return decided(controller, key, cause, hold.unreadableRecord({ key: stageName(key), problem }));
      }
      case 'unguarded':
        return unguarded(key);
      case 'nothing-due':
        throw new Error('"nothing due" answers only a watch');
    }
  }
}

function unguarded(key: StageKey): Outcome {
  return { outcome: 'unguarded', reason: `no guard is configured for ${stageName(key)}` };
}

/** Decided without the lock: nothing is done about it. */
async function decided(
  { ports }: Controller,
  key: StageKey,
  cause: AlarmCause,
  decision: Hold,
  incident?: string,
): Promise<Outcome> {
  const entry = { ...entryOfHold(cause, decision, ports.clock()), ...(incident !== undefined && { incident }) };
  await tell(ports, key, entry);
  return { outcome: 'held', reason: decision.code, entry, entries: [entry] };
}

/**
 * Leaves a letter; undefined where the lease has ended meanwhile. Whoever fills an empty box sends the one message behind it: a holder that came
 * by a command is retried by nobody.
 */
async function leave({ ports }: Controller, key: StageKey, found: Lease, letter: Letter): Promise<Outcome | undefined> {
  const { records, watches, clock } = ports;
  for (let lease = found; ; ) {
    const isThere = covers(lease.mail, letter);
    if (isThere && !isAlone(lease.mail, letter)) {
      return { outcome: 'duplicate', reason: 'it is in the mailbox of the stage' };
    }
    // Whoever left it may have died before it sent the message.
    const left = isThere ? 'first' : await records.leave(key, lease, letter, clock());
    if (left === 'gone') return undefined;
    if (left === 'first') await watches.send({ ...key, dueAt: lease.until + ROUNDING });
    if (left === 'first' || left === 'left') return { outcome: 'deferred', reason: 'stage-busy' };
    lease = left;
  }
}

/** Something changed in the stage: an event told so. */
export async function onChange(controller: Controller, key: StageKey): Promise<Outcome> {
  for (;;) {
    const acquired = await acquire(controller, key, 'stage');
    switch (acquired.kind) {
      case 'held':
        return loop(controller, acquired, { ...NOTHING_CAME, stageChanged: true });
      case 'unreadable':
        return { outcome: 'ignored', reason: 'unreadable-record' };
      case 'leased': {
        const left = await leave(controller, key, acquired.lease, { kind: 'stage', at: controller.ports.clock() });
        if (left !== undefined) return left;
        break;
      }
      case 'unguarded':
        return unguarded(key);
      case 'followed':
      case 'nothing-due':
        return { outcome: 'ignored', reason: acquired.kind };
    }
  }
}

/** A watch message comes back. */
export async function onWatch(controller: Controller, message: WatchMessage): Promise<Outcome> {
  const { ports } = controller;
  const { dueAt, stageChanged, ...key } = message;
  const ahead = dueAt - ports.clock();
  if (ahead > ROUNDING && ahead <= LONGEST_AHEAD) {
    // SQS delays by 15 minutes at most.
    await ports.watches.send(message);
    return { outcome: 'deferred', reason: 'not-due' };
  }
  if (stageChanged) return onChange(controller, key);
  const acquired = await acquire(controller, key, 'watch');
  switch (acquired.kind) {
    case 'held':
      return loop(controller, acquired, { ...NOTHING_CAME, isWakeUp: true });
    case 'leased':
      await ports.watches.send({ ...key, dueAt: acquired.lease.until + ROUNDING });
      return { outcome: 'deferred', reason: 'stage-busy' };
    case 'nothing-due':
    case 'followed':
    case 'unguarded':
      return { outcome: 'nothing-due' };
    case 'unreadable':
      // Not lost: the message comes back until the record is mended, then goes to the dead-letter queue.
      throw new Error(`the stage record of ${stageName(key)} cannot be used: ${acquired.problem}`);
  }
}

/** A command enters with the lock, for which a person waits a moment; answers the hold where the stage could not be had. */
export async function onCommand(controller: Controller, key: StageKey, arrivals: Arrivals): Promise<Outcome | Hold> {
  const { ports } = controller;
  const until = ports.clock() + PATIENCE;
  for (;;) {
    const acquired = await acquire(controller, key, 'command');
    switch (acquired.kind) {
      case 'held':
        return loop(controller, acquired, arrivals);
      case 'leased':
        if (ports.clock() >= until) return hold.stageBusy({ until: acquired.lease.until });
        await ports.sleep(POLL);
        break;
      case 'unreadable':
        return hold.unreadableRecord({ key: stageName(key), problem: acquired.problem });
      case 'followed':
      case 'nothing-due':
      case 'unguarded':
        throw new Error(`"${acquired.kind}" answers no command`);
    }
  }
}
