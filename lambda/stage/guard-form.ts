import type { GuardLookUp } from '../decision/facts.ts';
import type { StageKey } from '../decision/stage-key.ts';
import { GuardPolicy } from '../guard-policy.ts';
import { problemsOf } from '../problems-of.ts';

/** The policy that a stage's item holds. It may have been edited by hand, so everything about it is checked. */
export function parseGuard(key: StageKey, stored: unknown): GuardLookUp {
  if (stored === undefined) return { kind: 'missing' };
  const parsed = GuardPolicy.safeParse(stored);
  if (!parsed.success) return { kind: 'unusable', problem: problemsOf(parsed.error) };
  const { pipeline, stage } = parsed.data;
  if (pipeline !== key.pipeline || stage !== key.stage) {
    return { kind: 'unusable', problem: `it is the guard of ${pipeline}/${stage}` };
  }
  return { kind: 'found', policy: parsed.data };
}
