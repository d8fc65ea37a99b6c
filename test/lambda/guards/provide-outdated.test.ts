import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDeclarations } from '../../../lambda/guards/declarations.ts';
import { HOME } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { guard, OTHER, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

describe('a change back to what an earlier version took and this one cannot read', () => {
  /** As an earlier version would have left it: its claim carries the fingerprint of properties that this one refuses. */
  const outdated = guard({ bakeMinutes: '10', cooldown: '5' });
  async function takenBefore() {
    const asked = stacksIn(services, 'shop');
    const { ports } = asked;
    const { PhysicalResourceId: id } = await asked.create(guard({ bakeMinutes: '10' }));
    const { claims, version } = await ports.guards.claims(SHOP);
    const { ServiceToken: _, ...properties } = outdated;
    const [{ fingerprint = '' } = {}] = readDeclarations(properties, HOME);
    await ports.guards.write(SHOP, version, {
      ...claims,
      all: claims.all.map((claim) => ({ ...claim, fingerprint })),
    });
    return { ...asked, id };
  }

  test('does not fail: a warning names it, and the guard of then is in force', async () => {
    const { id, update, policy } = await takenBefore();
    const newer = guard({ bakeMinutes: '20' });
    expect(await update(id, outdated, newer)).toMatchObject({ Status: 'SUCCESS' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    expect(await update(id, newer, outdated)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: id,
      Data: {
        Warnings: expect.stringMatching(/^guard shop\/Prod: .*cooldown.*; it was taken before, so the guard stays$/),
      },
    });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });

  test('does not fail either where the update had been refused', async () => {
    const { id, update, policy } = await takenBefore();
    const wrong = guard({ stage: 'Production' });
    expect(await update(id, outdated, wrong)).toMatchObject({ Status: 'FAILED' });
    expect(await update(id, wrong, outdated)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });

  test('leaves what is in force, where the guard of then cannot be used either', async () => {
    const { ports, id, update, policy } = await takenBefore();
    const { claims, version } = await ports.guards.claims(SHOP);
    const all = claims.all.map((claim) => ({ ...claim, policy: { ...claim.policy, cooldown: 5 } }));
    await ports.guards.write(SHOP, version, { ...claims, all });
    const newer = guard({ bakeMinutes: '20' });
    await update(id, outdated, newer);
    expect(await update(id, newer, outdated)).toMatchObject({ Status: 'SUCCESS' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
  });

  test('is refused where another resource, or another stack, asks for it, and as news', async () => {
    const { id, update, create } = await takenBefore();
    const newer = guard({ bakeMinutes: '20' });
    const refused = { Status: 'FAILED', Reason: expect.stringContaining('cooldown') };
    expect(await update(id, newer, outdated, { LogicalResourceId: 'Another' })).toMatchObject(refused);
    expect(await update(id, newer, outdated, { StackId: OTHER })).toMatchObject(refused);
    expect(await update(id, newer, { ...outdated, cooldown: '6' })).toMatchObject(refused);
    expect(await create(outdated)).toMatchObject(refused);
  });
});
