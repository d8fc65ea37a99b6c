import type { GuardLookUp } from '../../../lambda/decision/facts.ts';
import type { StageKey } from '../../../lambda/decision/stage-key.ts';
import type { GuardPolicy } from '../../../lambda/guard-policy.ts';
import type { Guards } from '../../../lambda/ports.ts';

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
    if ('problem' in policy) return unusable(nameOf(key), policy.problem);
    return { kind: 'found', policy };
  }

  async all() {
    const found = [...this.#policies.entries()];
    return {
      guards: found.flatMap(([, policy]) => ('problem' in policy ? [] : [policy])),
      unusable: found.flatMap(([name, policy]) => ('problem' in policy ? [unusable(name, policy.problem)] : [])),
    };
  }

  async sharing(alarm: string): Promise<readonly StageKey[]> {
    const { guards } = await this.all();
    return guards.filter(({ alarms }) => alarms.includes(alarm)).map(({ pipeline, stage }) => ({ pipeline, stage }));
  }
}

function unusable(name: string, problem: string) {
  return { kind: 'unusable', parameter: `/guards/${name}`, problem } as const;
}

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}
