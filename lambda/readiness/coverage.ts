import { alarmRuleDescription, type EventRule } from './event-rule.ts';
import { type Finding, finding } from './finding.ts';
import type { StageFacts } from './stage-facts.ts';

/** What events of a guard would not wake the controller, by its rules on the event bus. */
export function notCovered(guard: StageFacts['guard'], rules: readonly EventRule[]): readonly Finding[] {
  const { pipeline, stage, alarms } = guard;
  const ofGuard = rules.filter(({ description }) => description === alarmRuleDescription(guard));
  return [
    ...alarms.flatMap((alarm) => {
      const matching = ofGuard.filter(({ matches }) => matches.kind === 'alarms' && matches.alarms.includes(alarm));
      return lacking(matching, (disabled) => finding.alarmWithoutRule({ alarm, ...disabled }));
    }),
    ...lacking(
      rules.filter(
        ({ matches }) =>
          matches.kind === 'stages' && matches.pipelines.includes(pipeline) && matches.stages.includes(stage),
      ),
      (disabled) => finding.stageWithoutRule({ pipeline, stage, ...disabled }),
    ),
  ];
}

/** Nothing if one of the matching rules is enabled; else the finding, with the rule that need only be enabled. */
function lacking(
  matching: readonly EventRule[],
  made: (disabled: { readonly disabled?: string }) => Finding,
): readonly Finding[] {
  if (matching.some(({ enabled }) => enabled)) return [];
  const [first] = matching;
  return [made(first === undefined ? {} : { disabled: first.name })];
}
