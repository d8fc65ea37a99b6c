import { describe, expect, it } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { Guards } from '../../lambda/ports.ts';
import { arnOf } from '../support/home.ts';

export interface GuardsUnderTest {
  readonly guards: Guards;
  readonly put: (policy: GuardPolicy) => void;
  /** Makes the stored guard of a stage unusable. */
  readonly spoil: (key: StageKey) => void;
}

const PROD = { pipeline: 'shop', stage: 'Prod' };
const STAGING = { pipeline: 'shop', stage: 'Staging' };
const policyOf = (key: StageKey, ...alarms: string[]) => GuardPolicy.parse({ ...key, alarms: alarms.map(arnOf) });

/** What every implementation of the guards does. `make` gives ones without any guard. */
export function defineGuardsContract(name: string, make: () => GuardsUnderTest): void {
  describe(`guards ${name}`, () => {
    it('knows no guard of a stage that has none', async () => {
      const { guards, put } = make();
      put(policyOf(PROD, 'errors'));
      expect(await guards.of(STAGING)).toEqual({ kind: 'missing' });
    });

    it('finds the guard of a stage as it is now', async () => {
      const { guards, put } = make();
      put(policyOf(PROD, 'errors'));
      expect(await guards.of(PROD)).toEqual({ kind: 'found', policy: policyOf(PROD, 'errors') });
      put({ ...policyOf(PROD, 'errors', 'latency'), mode: 'dry-run' });
      expect(await guards.of(PROD)).toMatchObject({
        policy: { mode: 'dry-run', alarms: [arnOf('errors'), arnOf('latency')] },
      });
    });

    it('says of an unusable guard where it is and what is wrong with it', async () => {
      const { guards, put, spoil } = make();
      put(policyOf(PROD, 'errors'));
      spoil(PROD);
      const unusable = {
        kind: 'unusable',
        parameter: expect.stringContaining('shop/Prod'),
        problem: expect.any(String),
      };
      expect(await guards.of(PROD)).toEqual(unusable);
      expect(await guards.all()).toEqual({ guards: [], unusable: [unusable] });
    });

    it('keeps every field of a guard', async () => {
      const { guards, put } = make();
      const policy = GuardPolicy.parse({
        ...PROD,
        alarms: [arnOf('errors')],
        unlessAlarms: [arnOf('platform')],
        deployActions: ['Invalidate'],
        downstream: 'tell',
      });
      put(policy);
      expect(await guards.of(PROD)).toEqual({ kind: 'found', policy });
    });

    it('knows which stages an alarm guards, and that those it only vetoes do not count', async () => {
      const { guards, put, spoil } = make();
      put(policyOf(PROD, 'errors', 'latency'));
      put({ ...policyOf(STAGING, 'errors'), unlessAlarms: [arnOf('latency')] });
      put(policyOf({ pipeline: 'other', stage: 'Prod' }, 'errors'));
      spoil({ pipeline: 'other', stage: 'Prod' });
      const byStage = (keys: readonly StageKey[]) => keys.map(({ stage }) => stage).sort();
      expect(byStage(await guards.sharing(arnOf('errors')))).toEqual(['Prod', 'Staging']);
      expect(await guards.sharing(arnOf('latency'))).toEqual([PROD]);
      expect(await guards.sharing(arnOf('nobodys'))).toEqual([]);
    });

    it('lists every guard', async () => {
      const { guards, put } = make();
      const policies = Array.from({ length: 12 }, (_, index) =>
        policyOf({ pipeline: `p${index}`, stage: 'Prod' }, 'errors'),
      );
      policies.forEach(put);
      const all = await guards.all();
      expect(all.unusable).toEqual([]);
      expect(all.guards.map(({ pipeline }) => pipeline).sort()).toEqual(
        policies.map(({ pipeline }) => pipeline).sort(),
      );
    });
  });
}
