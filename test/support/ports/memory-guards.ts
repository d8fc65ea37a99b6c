import type { GuardLookUp } from '../../../lambda/decision/facts.ts';
import type { StageKey } from '../../../lambda/decision/stage-key.ts';
import type { GuardPolicy } from '../../../lambda/guard-policy.ts';
import { type Claims, inForce, NO_CLAIMS } from '../../../lambda/guards/claims.ts';
import type { Guards } from '../../../lambda/guards/guards.ts';
import { parseGuard } from '../../../lambda/stage/guard-form.ts';

/** The guards in memory; a test may declare and spoil them while things run. */
export class MemoryGuards implements Guards {
  readonly #policies = new Map<string, GuardPolicy | { readonly problem: string }>();
  readonly #claims = new Map<string, { readonly claims: Claims; readonly version: number }>();
  /** By alarm; what a spoiled guard had. */
  readonly #index = new Map<string, Set<string>>();

  constructor(policies: Iterable<GuardPolicy> = []) {
    for (const policy of policies) this.put(policy);
  }

  put(policy: GuardPolicy): void {
    this.#policies.set(nameOf(policy), policy);
    for (const alarm of policy.alarms) this.#leads(alarm).add(nameOf(policy));
  }

  /** Makes a guard unusable, as if somebody had edited the item. */
  spoil(key: StageKey, problem: string): void {
    this.#policies.set(nameOf(key), { problem });
  }

  remove(key: StageKey): void {
    this.#policies.delete(nameOf(key));
  }

  /** What comes with the lock of a stage. */
  lookUp(key: StageKey): GuardLookUp {
    const policy = this.#policies.get(nameOf(key));
    if (policy === undefined) return { kind: 'missing' };
    return 'problem' in policy ? { kind: 'unusable', problem: policy.problem } : { kind: 'found', policy };
  }

  async of(key: StageKey): Promise<GuardLookUp> {
    return this.lookUp(key);
  }

  async stages(): Promise<readonly StageKey[]> {
    return [...this.#policies.keys()].map(keyOf);
  }

  async formerStages(): Promise<readonly StageKey[]> {
    return [...this.#claims.keys()].filter((name) => !this.#policies.has(name)).map(keyOf);
  }

  remembered(): readonly StageKey[] {
    return [];
  }

  async ofAlarm(alarm: string): Promise<readonly StageKey[]> {
    return [...this.#leads(alarm)].map(keyOf);
  }

  async claims(key: StageKey) {
    return this.#claims.get(nameOf(key)) ?? { claims: NO_CLAIMS, version: 0 };
  }

  async write(key: StageKey, version: number, claims: Claims): Promise<'written' | 'changed'> {
    if ((await this.claims(key)).version !== version) return 'changed';
    this.#claims.set(nameOf(key), { claims, version: version + 1 });
    const found = parseGuard(key, inForce(claims));
    if (found.kind === 'missing') this.#policies.delete(nameOf(key));
    else this.#policies.set(nameOf(key), found.kind === 'found' ? found.policy : found);
    return 'written';
  }

  async index(key: StageKey, { added, removed }: Parameters<Guards['index']>[1]): Promise<void> {
    for (const alarm of added) this.#leads(alarm).add(nameOf(key));
    for (const alarm of removed) this.#leads(alarm).delete(nameOf(key));
  }

  #leads(alarm: string): Set<string> {
    const stages = this.#index.get(alarm) ?? new Set();
    this.#index.set(alarm, stages);
    return stages;
  }
}

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}

function keyOf(name: string): StageKey {
  const [pipeline = '', stage = ''] = name.split('/');
  return { pipeline, stage };
}
