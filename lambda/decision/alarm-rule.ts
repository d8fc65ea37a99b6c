/** What keeps a composite alarm on, as far as alarms in ALARM do (AlarmRule). What asks for another state, or for none, is no part of it. */
export type AlarmRule =
  | { readonly kind: 'alarm'; readonly arn: string }
  | { readonly kind: 'all' | 'any'; readonly of: readonly AlarmRule[] };

/** The alarms that the rule names, each once. */
export function alarmsOfRule(rule: AlarmRule): readonly string[] {
  return rule.kind === 'alarm' ? [rule.arn] : [...new Set(rule.of.flatMap(alarmsOfRule))];
}

/** The trouble with which the rule came to hold, out of those of its alarms that are on: the last where it asks for all, else the first. */
export function begunWith<T extends { readonly at: number }>(
  rule: AlarmRule,
  troubles: ReadonlyMap<string, T>,
): T | undefined {
  if (rule.kind === 'alarm') return troubles.get(rule.arn);
  const parts = rule.of.map((part) => begunWith(part, troubles)).filter((trouble) => trouble !== undefined);
  return parts.toSorted((one, other) => one.at - other.at).at(rule.kind === 'all' ? -1 : 0);
}
