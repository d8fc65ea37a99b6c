import { type Hold, hold } from '../decision/hold.ts';
import { SECOND } from '../decision/time.ts';
import { acquire, type Controller, letGo } from '../lock.ts';
import type { StageKey } from '../stage-key.ts';
import type { Acquisition } from '../stage-lock.ts';

/** A person waits for the lock this long before being told that the stage is busy. */
const PATIENCE = 5 * SECOND;
const POLL = 500;

export async function acquirePatiently(controller: Controller, key: StageKey, causeId: string): Promise<Acquisition> {
  const { ports } = controller;
  const until = ports.clock() + PATIENCE;
  for (;;) {
    const acquired = await acquire(controller, key, 'command', causeId);
    if (acquired.kind === 'unreadable') await letGo(ports, acquired);
    if (acquired.kind !== 'leased' || ports.clock() >= until) return acquired;
    await ports.sleep(POLL);
  }
}

export function whyNotHeld(key: StageKey, acquired: Exclude<Acquisition, { kind: 'held' }>): Hold {
  switch (acquired.kind) {
    case 'leased':
      return hold.stageBusy({ until: acquired.until });
    case 'unreadable':
      return hold.unreadableRecord({ key: `${key.pipeline}/${key.stage}`, problem: acquired.problem });
    case 'incident':
      return hold.incidentOpen({ incident: acquired.id, phase: acquired.phase, since: acquired.since });
    case 'nothing-due':
      throw new Error('"nothing due" answers only a watch');
  }
}
