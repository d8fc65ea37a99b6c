import type { Sabotage } from './sabotage.ts';
import { ADAPTERS } from './sabotages/adapters.ts';
import { ATTRIBUTION } from './sabotages/attribution.ts';
import { BAKING } from './sabotages/baking.ts';
import { BEHIND } from './sabotages/behind.ts';
import { CLAIMS } from './sabotages/claims.ts';
import { COMMANDS } from './sabotages/commands.ts';
import { EVENTS } from './sabotages/events.ts';
import { FREEZE } from './sabotages/freeze.ts';
import { GUARDS } from './sabotages/guards.ts';
import { LIVE } from './sabotages/live.ts';
import { LOOP } from './sabotages/loop.ts';
import { PROBATION } from './sabotages/probation.ts';
import { REPUTATION } from './sabotages/reputation.ts';
import { RIVALS } from './sabotages/rivals.ts';
import { TARGETS } from './sabotages/targets.ts';
import { THAW } from './sabotages/thaw.ts';
import { VERIFICATION } from './sabotages/verification.ts';
import { VETOES } from './sabotages/vetoes.ts';
import { WAITING } from './sabotages/waiting.ts';

/** Each rule of the function, how it is taken away, and what misses it then. */
export const SABOTAGES: readonly Sabotage[] = [
  ...EVENTS,
  ...ATTRIBUTION,
  ...LIVE,
  ...TARGETS,
  ...REPUTATION,
  ...VETOES,
  ...WAITING,
  ...BAKING,
  ...RIVALS,
  ...CLAIMS,
  ...FREEZE,
  ...THAW,
  ...BEHIND,
  ...VERIFICATION,
  ...PROBATION,
  ...LOOP,
  ...ADAPTERS,
  ...COMMANDS,
  ...GUARDS,
];
