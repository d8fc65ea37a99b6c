import { describe, expect, it } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { NO_CLAIMS, withClaim, withoutClaim } from '../../lambda/guards/claims.ts';
import type { Guards } from '../../lambda/guards/guards.ts';
import { arnOf } from '../support/home.ts';
import { plantGuard } from '../support/plant-guard.ts';

const PROD = { pipeline: 'shop', stage: 'Prod' };
const STAGING = { pipeline: 'shop', stage: 'Staging' };
const policyOf = (key: StageKey, ...alarms: string[]) => GuardPolicy.parse({ ...key, alarms: alarms.map(arnOf) });
const A_CLAIM = { at: 0, id: 'guard/1', resource: 'Shop', stack: 'arn:stack/Team', request: 'one' };

/** What every implementation of the guards does. `make` gives ones without any guard. */
export function defineGuardsContract(name: string, make: () => Promise<Guards>): void {
  describe(`guards ${name}`, () => {
    it('know none of a stage that has none', async () => {
      const guards = await make();
      await plantGuard(guards, policyOf(PROD, 'errors'));
      expect(await guards.of(STAGING)).toEqual({ kind: 'missing' });
    });

    it('keep every field of a policy, as it was declared last', async () => {
      const guards = await make();
      await plantGuard(guards, policyOf(PROD, 'errors'));
      const policy = GuardPolicy.parse({
        ...policyOf(PROD, 'errors', 'latency'),
        unlessAlarms: [arnOf('platform')],
        deployActions: ['Invalidate'],
        downstream: 'tell',
        freeze: 'until-recovered',
      });
      await plantGuard(guards, policy);
      expect(await guards.of(PROD)).toEqual({ kind: 'found', policy });
    });

    it('list every guarded stage, and none that no longer is', async () => {
      const guards = await make();
      const keys = Array.from({ length: 12 }, (_, index) => ({ pipeline: `p${index}`, stage: 'Prod' }));
      for (const key of keys) await plantGuard(guards, policyOf(key, 'errors'));
      const { claims, version } = await guards.claims({ pipeline: 'p3', stage: 'Prod' });
      expect(
        await guards.write({ pipeline: 'p3', stage: 'Prod' }, version, withoutClaim(claims, ['guard/planted'], 'r')),
      ).toBe('written');
      const names = (await guards.stages()).map(({ pipeline }) => pipeline).toSorted();
      expect(names).toEqual(
        keys
          .map(({ pipeline }) => pipeline)
          .filter((one) => one !== 'p3')
          .toSorted(),
      );
      expect(await guards.of({ pipeline: 'p3', stage: 'Prod' })).toEqual({ kind: 'missing' });
      expect(await guards.formerStages()).toEqual([{ pipeline: 'p3', stage: 'Prod' }]);
    });

    it('lead from an alarm to every stage that it guards', async () => {
      const guards = await make();
      await guards.index(PROD, { added: [arnOf('errors'), arnOf('latency')], removed: [] });
      await guards.index(STAGING, { added: [arnOf('errors')], removed: [] });
      const stages = async (alarm: string) => (await guards.ofAlarm(arnOf(alarm))).map(({ stage }) => stage).toSorted();
      expect(await stages('errors')).toEqual(['Prod', 'Staging']);
      expect(await stages('latency')).toEqual(['Prod']);
      expect(await stages('nobodys')).toEqual([]);
      await guards.index(PROD, { added: [], removed: [arnOf('errors'), arnOf('never-there')] });
      expect(await stages('errors')).toEqual(['Staging']);
    });

    it('never take what they remember of an alarm for a miss', async () => {
      const guards = await make();
      expect(await guards.ofAlarm(arnOf('errors'))).toEqual([]);
      await guards.index(PROD, { added: [arnOf('errors')], removed: [] });
      expect(await guards.ofAlarm(arnOf('errors'))).toEqual([PROD]);
    });

    it('keep claims, and refuse a write that does not know the last one', async () => {
      const guards = await make();
      expect(await guards.claims(PROD)).toEqual({ claims: NO_CLAIMS, version: 0 });
      const claims = withClaim(NO_CLAIMS, { ...A_CLAIM, policy: policyOf(PROD, 'errors') });
      expect(await guards.write(PROD, 0, claims)).toBe('written');
      expect(await guards.write(PROD, 0, NO_CLAIMS)).toBe('changed');
      const stored = await guards.claims(PROD);
      expect(stored.claims).toEqual(claims);
      expect(await guards.write(PROD, stored.version, withoutClaim(claims, ['guard/1'], 'two'))).toBe('written');
      expect(await guards.of(PROD)).toEqual({ kind: 'missing' });
    });
  });
}
