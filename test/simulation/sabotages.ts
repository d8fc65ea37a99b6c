import type { Sabotage } from './sabotage.ts';
import { ADAPTERS } from './sabotages/adapters.ts';
import { ALARM_HISTORIES } from './sabotages/alarm-history.ts';
import { ATTRIBUTION } from './sabotages/attribution.ts';
import { BAKING } from './sabotages/baking.ts';
import { BARRIERS } from './sabotages/barriers.ts';
import { BEHIND } from './sabotages/behind.ts';
import { CLAIMS } from './sabotages/claims.ts';
import { COMMANDS } from './sabotages/commands.ts';
import { DECIDED_ONCE } from './sabotages/decided-once.ts';
import { ENDINGS } from './sabotages/endings.ts';
import { EVENTS } from './sabotages/events.ts';
import { FOLLOWED } from './sabotages/following.ts';
import { FREEZE } from './sabotages/freeze.ts';
import { GUARDS } from './sabotages/guards.ts';
import { LIVE } from './sabotages/live.ts';
import { LOCK_AND_MAIL } from './sabotages/lock-and-mail.ts';
import { LOOP } from './sabotages/loop.ts';
import { LOST_ANSWERS } from './sabotages/lost-answers.ts';
import { ONSETS } from './sabotages/onset.ts';
import { OUTLASTING_ALARMS } from './sabotages/outlasting.ts';
import { PROBATION } from './sabotages/probation.ts';
import { REPUTATION } from './sabotages/reputation.ts';
import { RESTLESS } from './sabotages/restless.ts';
import { RIVALS } from './sabotages/rivals.ts';
import { TARGETS } from './sabotages/targets.ts';
import { THAW } from './sabotages/thaw.ts';
import { TROUBLES } from './sabotages/troubles.ts';
import { VERIFICATION } from './sabotages/verification.ts';
import { VETOES } from './sabotages/vetoes.ts';
import { WAITING } from './sabotages/waiting.ts';

/** Each rule of the function, how it is taken away, and what misses it then. */
export const SABOTAGES: readonly Sabotage[] = [
  ...EVENTS,
  ...DECIDED_ONCE,
  ...ATTRIBUTION,
  ...ALARM_HISTORIES,
  ...RESTLESS,
  ...OUTLASTING_ALARMS,
  ...ONSETS,
  ...LIVE,
  ...TARGETS,
  ...REPUTATION,
  ...TROUBLES,
  ...BARRIERS,
  ...VETOES,
  ...WAITING,
  ...ENDINGS,
  ...BAKING,
  ...RIVALS,
  ...CLAIMS,
  ...LOST_ANSWERS,
  ...FREEZE,
  ...THAW,
  ...BEHIND,
  ...VERIFICATION,
  ...FOLLOWED,
  ...PROBATION,
  ...LOOP,
  ...ADAPTERS,
  ...LOCK_AND_MAIL,
  ...COMMANDS,
  ...GUARDS,
];
