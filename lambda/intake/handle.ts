import type { Controller } from '../controller.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Ports } from '../ports.ts';
import { onAlarm, onChange, onWatch } from '../stage/enter.ts';
import type { Outcome } from '../stage/outcome.ts';
import type { AlarmTrigger, CommandTrigger, Trigger } from './trigger.ts';

/** Every trigger says only "look at this stage again". Unexpected errors escape. */
export async function handle(
  controller: Controller,
  trigger: Exclude<Trigger, CommandTrigger>,
): Promise<readonly Outcome[]> {
  switch (trigger.kind) {
    case 'alarm':
      return onAlarmOfStages(controller, trigger);
    case 'stage':
      return [await onChange(controller, trigger.key)];
    case 'watch':
      // An alarm is looked into like any other; the stage is looked at with it.
      if (trigger.cause !== undefined) return [await onAlarm(controller, keyOf(trigger.message), trigger.cause)];
      return [await onWatch(controller, trigger.message)];
  }
}

async function onAlarmOfStages(controller: Controller, { cause, guard }: AlarmTrigger): Promise<readonly Outcome[]> {
  const { ports } = controller;
  const keys = guard === undefined ? await stagesGuardedBy(ports, cause.event.alarm) : [guard];
  if (keys.length === 0) {
    ports.log.warn('no guard has this alarm', { alarm: cause.event.alarm });
    return [{ outcome: 'ignored', reason: `no guard has the alarm "${cause.event.alarm}"` }];
  }
  // Each stage to its end, also where another fails: what an ended invocation leaves behind could go on in the next one,
  // long after its lease.
  const settled = await Promise.allSettled(keys.map((key) => onAlarm(controller, key, cause)));
  return settled.map((stage) => {
    if (stage.status === 'rejected') throw stage.reason;
    return stage.value;
  });
}

/** For payloads that no rule of ours has routed: the guards are searched. */
async function stagesGuardedBy(ports: Ports, alarm: string): Promise<readonly StageKey[]> {
  const { guards, unusable } = await ports.guards.all();
  for (const { parameter, problem } of unusable) ports.log.warn('unusable guard', { parameter, problem });
  return guards.filter(({ alarms }) => alarms.includes(alarm)).map(({ pipeline, stage }) => ({ pipeline, stage }));
}

function keyOf({ pipeline, stage }: StageKey): StageKey {
  return { pipeline, stage };
}
