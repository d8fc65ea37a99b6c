import { randomUUID } from 'node:crypto';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import { withClaim } from '../../lambda/guards/claims.ts';
import type { Guards } from '../../lambda/guards/guards.ts';

const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Guards/00000000-0000-4000-8000-000000000000';

/** Puts a guard in force, as a stack that declares it does. */
export async function plantGuard(guards: Guards, policy: GuardPolicy): Promise<void> {
  const { pipeline, stage, alarms } = policy;
  const key = { pipeline, stage };
  const { claims, version } = await guards.claims(key);
  const by = { id: 'guard/planted', resource: 'Guard', stack: STACK, request: randomUUID() };
  await guards.index(key, { added: alarms, removed: [] });
  await guards.write(key, version, withClaim(claims, { ...by, policy, at: 0 }));
}
