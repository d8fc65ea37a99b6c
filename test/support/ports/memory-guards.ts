import type { GuardPolicy } from '../../../lambda/guard-policy.ts';
import type { GuardLookUp, Guards, StageKey } from '../../../lambda/ports.ts';

/** The guards in memory; a test may edit them while things run, as a person edits an SSM parameter. */
export class MemoryGuards implements Guards {
  readonly #policies = new Map<string, GuardPolicy | { readonly problem: string }>();

  constructor(policies: Iterable<GuardPolicy>) {
    for (const policy of policies) this.put(policy);
  }

  put(policy: GuardPolicy): void {
    this.#policies.set(nameOf(policy), policy);
  }

  /** Makes the parameter of a guard unusable. */
  spoil(key: StageKey, problem: string): void {
    this.#policies.set(nameOf(key), { problem });
  }

  remove(key: StageKey): void {
    this.#policies.delete(nameOf(key));
  }

  async of(key: StageKey): Promise<GuardLookUp> {
    const policy = this.#policies.get(nameOf(key));
    if (policy === undefined) return { kind: 'missing' };
    if ('problem' in policy) return { kind: 'unusable', parameter: `/guards/${nameOf(key)}`, problem: policy.problem };
    return { kind: 'found', policy };
  }

  async guardedBy(alarmName: string): Promise<readonly StageKey[]> {
    return this.#usable().filter((policy) => policy.alarms.includes(alarmName)).map(keyOf);
  }

  async all(): Promise<readonly StageKey[]> {
    return this.#usable().map(keyOf);
  }

  #usable(): readonly GuardPolicy[] {
    return [...this.#policies.values()].flatMap((policy) => ('problem' in policy ? [] : [policy]));
  }
}

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}

function keyOf({ pipeline, stage }: GuardPolicy): StageKey {
  return { pipeline, stage };
}
