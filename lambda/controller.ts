import type { CommandAnswer } from './commands/answer.ts';
import { runCommand } from './commands/run-command.ts';
import { consider } from './consider.ts';
import type { DecidableCause } from './decision/cause.ts';
import { entryOfHold } from './decision/entry.ts';
import { hold } from './decision/hold.ts';
import { type EpochMillis, SECOND } from './decision/time.ts';
import { follow } from './follow.ts';
import { joinClaim } from './join-claim.ts';
import { record } from './journal.ts';
import { acquire, type Controller, letGo, sessionOf, type Unreadable } from './lock.ts';
import { lookAtStage } from './look-at-stage.ts';
import { looksAfter, putOffCause, putOffChange, stageLook } from './lost-race.ts';
import type { Ports } from './ports.ts';
import type { Outcome } from './session.ts';
import type { StageKey } from './stage-key.ts';
import type { Acquisition } from './stage-lock.ts';
import type { AlarmTrigger, Trigger, WatchTrigger } from './trigger.ts';

/**
 * Every trigger says only "look at this stage again": take its lock, look, decide, act at most once, write down what was
 * decided, and ask to be woken while anything is open. Unexpected errors escape.
 */
export async function handle(controller: Controller, trigger: Trigger): Promise<readonly Outcome[] | CommandAnswer> {
  switch (trigger.kind) {
    case 'alarm':
      return onAlarm(controller, trigger);
    case 'stage':
      return [await onStage(controller, trigger.key, trigger.id, controller.ports.clock())];
    case 'watch':
      return [await onWatch(controller, trigger)];
    case 'command':
      return runCommand(controller, trigger);
  }
}

async function onAlarm(controller: Controller, { cause, guard }: AlarmTrigger): Promise<readonly Outcome[]> {
  const { ports } = controller;
  const keys = guard === undefined ? await stagesGuardedBy(ports, cause.event.alarmName) : [guard];
  if (keys.length === 0) {
    ports.log.warn('no guard has this alarm', { alarm: cause.event.alarmName });
    return [{ outcome: 'ignored', reason: `no guard has the alarm "${cause.event.alarmName}"` }];
  }
  // Each stage to its end, also where another fails: what an ended invocation leaves behind could go on in the next one,
  // long after its lease.
  const settled = await Promise.allSettled(keys.map((key) => onCause(controller, key, cause, ports.clock())));
  return settled.map((stage) => {
    if (stage.status === 'rejected') throw stage.reason;
    return stage.value;
  });
}

/** For payloads that no rule of ours has routed: the guards are searched. */
async function stagesGuardedBy(ports: Ports, alarmName: string): Promise<readonly StageKey[]> {
  const { guards, unusable } = await ports.guards.all();
  for (const { parameter, problem } of unusable) ports.log.warn('unusable guard', { parameter, problem });
  return guards.filter(({ alarms }) => alarms.includes(alarmName)).map(({ pipeline, stage }) => ({ pipeline, stage }));
}

/** An alarm, fresh or put off before. */
async function onCause(
  controller: Controller,
  key: StageKey,
  cause: DecidableCause,
  firstSeenAt: EpochMillis,
): Promise<Outcome> {
  const { ports } = controller;
  const acquired = await acquire(controller, key, cause.kind === 'alarm' ? 'alarm' : 'command', cause.id);
  switch (acquired.kind) {
    case 'held': {
      const session = sessionOf(controller, acquired);
      const { incident } = session.memory;
      if (incident === undefined || incident.phase === 'waiting') {
        return consider(session, { causes: [cause], firstSeenAt });
      }
      if (incident.phase === 'claimed') return joinClaim(session, incident, cause);
      // Its wake-up was lost: this trigger takes it up, and comes back for itself.
      await follow(session);
      return putOffCause(ports, key, cause, firstSeenAt);
    }
    case 'incident':
      if (acquired.causeId === cause.id)
        return { outcome: 'duplicate', reason: 'the open incident is about this event' };
      return noteCovered(ports, key, cause, acquired);
    case 'leased':
      // Even where the holder has it for the same event: it may be dead, and this one its retry.
      return putOffCause(ports, key, cause, firstSeenAt);
    case 'unreadable':
      return noteUnreadable(controller, key, cause, acquired);
    case 'nothing-due':
      throw new Error('"nothing due" answers only a watch');
  }
}

/** Something changed in the stage: an event told so, fresh or put off before. */
async function onStage(controller: Controller, key: StageKey, id: string, firstSeenAt: EpochMillis): Promise<Outcome> {
  const { ports } = controller;
  const acquired = await acquire(controller, key, 'stage', stageLook(id));
  switch (acquired.kind) {
    case 'held': {
      const session = sessionOf(controller, acquired);
      return session.memory.incident === undefined ? lookAtStage(session, firstSeenAt) : follow(session);
    }
    case 'unreadable':
      await letGo(ports, acquired);
      return { outcome: 'ignored', reason: 'unreadable-record' };
    case 'leased':
      if (looksAfter(acquired, controller, firstSeenAt)) {
        return { outcome: 'duplicate', reason: 'another invocation looks at the stage' };
      }
      return putOffChange(ports, key, firstSeenAt);
    case 'incident':
    case 'nothing-due':
      return { outcome: 'ignored', reason: acquired.kind };
  }
}

async function onWatch(controller: Controller, { id, message }: WatchTrigger): Promise<Outcome> {
  const { ports } = controller;
  const { cause, firstSeenAt, dueAt, stageChanged, ...key } = message;
  const now = ports.clock();
  if (dueAt > now + SECOND) {
    // SQS delays by 15 minutes at most.
    await ports.watches.send(message);
    return { outcome: 'deferred', reason: 'not-due' };
  }
  if (cause !== undefined) return onCause(controller, key, cause, firstSeenAt ?? now);
  if (stageChanged) return onStage(controller, key, id, firstSeenAt ?? now);
  const acquired = await acquire(controller, key, 'watch', id);
  switch (acquired.kind) {
    case 'held': {
      // The message that this wake-up stands for is the one in hand: whatever stays open needs another.
      const { wakeAt: _, ...memory } = acquired.memory;
      return follow({ ...sessionOf(controller, acquired), memory });
    }
    case 'leased':
      await ports.watches.send({ ...key, dueAt: acquired.until + SECOND });
      return { outcome: 'deferred', reason: 'stage-busy' };
    case 'nothing-due':
    case 'incident':
      return { outcome: 'nothing-due' };
    case 'unreadable': {
      // Not lost: the message comes back until the record is mended, then goes to the dead-letter queue.
      await letGo(ports, acquired);
      throw new Error(`the stage record of ${key.pipeline}/${key.stage} cannot be used: ${acquired.problem}`);
    }
  }
}

/**
 * The rollback that is under way answers this alarm, too: it ends only when every alarm of the guard has been looked at, or
 * when a deployment has overtaken it, and then people are told of the alarms that are on.
 */
async function noteCovered(
  ports: Ports,
  key: StageKey,
  cause: DecidableCause,
  incident: Extract<Acquisition, { kind: 'incident' }>,
): Promise<Outcome> {
  const { id, phase, since } = incident;
  const decision = hold.incidentOpen({ incident: id, phase, since });
  const entry = { ...entryOfHold(cause, decision, ports.clock()), incident: id };
  await record(ports, key, entry);
  return { outcome: 'held', reason: decision.code, entry };
}

async function noteUnreadable(
  { ports }: Controller,
  key: StageKey,
  cause: DecidableCause,
  unreadable: Unreadable,
): Promise<Outcome> {
  const { problem } = unreadable;
  const decision = hold.unreadableRecord({ key: `${key.pipeline}/${key.stage}`, problem });
  const entry = entryOfHold(cause, decision, ports.clock());
  await record(ports, key, entry);
  await letGo(ports, unreadable);
  return { outcome: 'held', reason: decision.code, entry };
}
