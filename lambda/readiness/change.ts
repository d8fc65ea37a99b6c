import { nameOf } from '../decision/alarm-arn.ts';
import type { Entry } from '../decision/entry.ts';
import type { EpochMillis } from '../decision/time.ts';
import { type Finding, keyOf } from './finding-kind.ts';

/** What the last complete check of a stage found. */
export interface LastCheck {
  readonly at: EpochMillis;
  /** Identities of its findings, in any order. */
  readonly found: readonly string[];
}

/** More is told on demand. */
const MOST_TOLD = 5;

/**
 * The entry that tells people what changed since the last check; undefined where nothing did. Before the first check
 * nothing was found.
 */
export function entryOfChange(
  last: LastCheck | undefined,
  findings: readonly Finding[],
  check: { readonly id: string; readonly at: EpochMillis; readonly by: string },
): Entry | undefined {
  const before = last?.found ?? [];
  const fresh = findings.filter((one) => !keysOf(one).some((key) => before.includes(key)));
  const now = findings.flatMap(keysOf);
  const gone = before.filter((key) => !now.includes(key));
  if (fresh.length === 0 && gone.length === 0) return undefined;
  const rest = findings.length - fresh.length;
  const also = rest === 0 ? '' : `; found before and still so: ${rest}`;
  const sentence =
    fresh.length > 0
      ? `${told(fresh)}${also}`
      : `no longer found: ${gone.slice(0, MOST_TOLD).map(shown).join(', ')}${more(gone.length)}${also || '; the stage is ready'}`;
  return {
    id: `readiness/${check.id}`,
    causedAt: check.at,
    at: check.at,
    code: fresh.length > 0 ? 'readiness-lost' : 'readiness-regained',
    sentence,
    announce: true,
    cause: check.by,
  };
}

/** Its identity, and the one that it had when alarms were known by name. */
function keysOf({ code, about }: Finding): readonly string[] {
  return [keyOf({ code, about }), keyOf({ code, about: nameOf(about) })];
}

function shown(key: string): string {
  const [code = '', ...about] = key.split(' ');
  return keyOf({ code, about: nameOf(about.join(' ')) });
}

function told(findings: readonly Finding[]): string {
  const lines = findings.slice(0, MOST_TOLD).map(({ sentence, advice }) => `${sentence} - ${advice}`);
  return `${lines.join('; ')}${more(findings.length)}`;
}

function more(count: number): string {
  return count > MOST_TOLD ? `; and ${count - MOST_TOLD} more` : '';
}
