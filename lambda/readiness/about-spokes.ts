import { isSameLocation, parseAlarmArn } from '../decision/alarm-arn.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding-kind.ts';
import type { SpokeFact } from './stage-facts.ts';

/** What keeps alarms of other accounts and regions from being seen, or from being heard of at once. */
export function aboutSpokes(spokes: readonly SpokeFact[]): readonly Finding[] {
  return spokes.flatMap(({ place, rule }) => {
    if (!rule.ok) return rule.transient ? [] : [finding.spokeUnreadable({ place, problem: rule.problem })];
    if (rule.value === 'not-found') return [finding.spokeWithoutRule({ place })];
    const { enabled, targets, bus } = rule.value;
    if (!enabled) return [finding.spokeDisabled({ place })];
    return targets.includes(bus) ? [] : [finding.spokeElsewhere({ place, targets, bus })];
  });
}

/** Of an alarm that cannot be read the finding about its spoke says it all. */
export function isCutOff(spokes: readonly SpokeFact[], arn: string): boolean {
  const alarm = parseAlarmArn(arn);
  return spokes.some(
    ({ place, rule }) => !rule.ok && !rule.transient && alarm !== undefined && isSameLocation(alarm, place),
  );
}
