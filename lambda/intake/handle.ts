import type { Controller } from '../controller.ts';
import type { AlarmCause } from '../decision/cause.ts';
import { isSameStage, type StageKey, stageKeyOf, stageName } from '../decision/stage-key.ts';
import { onAlarm, onChange, onWatch } from '../stage/enter.ts';
import type { Outcome } from '../stage/outcome.ts';
import type { AlarmTrigger, Trigger } from './trigger.ts';

/** Every trigger says only "look at this stage again". Unexpected errors escape. */
export async function handle(controller: Controller, trigger: Trigger): Promise<readonly Outcome[]> {
  switch (trigger.kind) {
    case 'alarm':
      return onAlarmOfStages(controller, trigger);
    case 'stage':
      return [await onChange(controller, trigger.key)];
    case 'watch':
      // An alarm is looked into like any other; the stage is looked at with it.
      if (trigger.cause !== undefined) return [await onAlarm(controller, stageKeyOf(trigger.message), trigger.cause)];
      return [await onWatch(controller, trigger.message)];
  }
}

/**
 * The stages that the alarm guarded last are begun with while the index is read: there may be others by now. What a rule of the first edition
 * hands over names the stage, whose guard may still be on its way into the table: then it comes back.
 */
async function onAlarmOfStages(controller: Controller, { cause, guard }: AlarmTrigger): Promise<readonly Outcome[]> {
  const { guards, log } = controller.ports;
  const { alarm } = cause.event;
  const known = guard === undefined ? guards.remembered(alarm) : [guard];
  const begun = onStages(controller, cause, known);
  const found = await Promise.allSettled([guards.ofAlarm(alarm)]);
  const others = found
    .flatMap((read) => (read.status === 'fulfilled' ? read.value : []))
    .filter((key) => !known.some((one) => isSameStage(one, key)));
  // Each stage to its end, also where another fails: what an ended invocation leaves behind could go on in the next one,
  // long after its lease.
  const settled = [...(await begun), ...(await onStages(controller, cause, others)), ...found];
  const failure = settled.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' && 'outcome' in one.value ? [one.value] : []));
  if (guard !== undefined && outcomes.some(({ outcome }) => outcome === 'unguarded')) {
    throw new Error(`the guard of ${stageName(guard)} is not in the table yet`);
  }
  if (outcomes.length > 0) return outcomes;
  log.unguarded(alarm);
  return [{ outcome: 'unguarded', reason: `no guard has the alarm ${alarm}` }];
}

function onStages(controller: Controller, cause: AlarmCause, keys: readonly StageKey[]) {
  return Promise.allSettled(keys.map((key) => onAlarm(controller, key, cause)));
}
