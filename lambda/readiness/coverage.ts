import type { EventRule } from './event-rule.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding-kind.ts';

/** What events would not wake the controller, by its rules on the event bus. */
export function notCovered(rules: readonly EventRule[]): readonly Finding[] {
  const lacking = (kind: EventRule['matches'], made: (disabled: { readonly disabled?: string }) => Finding) => {
    const matching = rules.filter(({ matches }) => matches === kind);
    if (matching.some(({ enabled }) => enabled)) return [];
    const [first] = matching;
    return [made(first === undefined ? {} : { disabled: first.name })];
  };
  return [...lacking('alarms', finding.alarmsWithoutRule), ...lacking('stages', finding.stagesWithoutRule)];
}
