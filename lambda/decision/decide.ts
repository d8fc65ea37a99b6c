import type { GuardPolicy } from '../guard-policy.ts';
import { withTarget } from './aim.ts';
import { quoted } from './alarm.ts';
import { locationOf, nameOf } from './alarm-arn.ts';
import { FactUnclear, readAll, wantsOf } from './asking.ts';
import { attribute } from './attribution.ts';
import type { Blame, NoBlame } from './blame.ts';
import type { AlarmCause } from './cause.ts';
import { decideOnCommand } from './decide-on-command.ts';
import type { Want } from './facts.ts';
import { hold } from './hold.ts';
import { whatIsInTheWay } from './in-the-way.ts';
import { refuseAlarm, refuseEvent } from './observed-alarm.ts';
import type { Decision, Plan, Question } from './plan.ts';
import type { Hold } from './reason.ts';
import { firstOfRivals } from './rivals.ts';
import {
  describeLive,
  describeTenure,
  type Live,
  liveIn,
  liveTenure,
  occupantOf,
  SITUATION,
  type Situation,
  situationOf,
} from './tenures.ts';
import { clock } from './time.ts';
import { refusePaused, refusePlatform, refuseRepetition } from './vetoes.ts';

/** Decides what to do about a cause. Suspends for facts that it needs; throws {@link FactUnclear} where one cannot be read. */
export function decide(question: Question): Decision {
  const { cause } = question;
  return cause.kind === 'alarm'
    ? decideOnAlarm({ ...question, cause })
    : nobody(decideOnCommand({ ...question, cause }));
}

/** The rules for an alarm, in their order (docs/how-it-decides.md). */
function decideOnAlarm(question: Question<AlarmCause>): Decision {
  const { cause, policy, state, facts } = question;
  const { alarm: arn } = cause.event;
  if (!policy.alarms.includes(arn)) {
    const what = `alarm "${nameOf(arn)}" in ${locationOf(arn)} is not one of the alarms of this guard (${quoted(policy.alarms)})`;
    return nobody(hold.notGuarded({ what }));
  }
  const isFresh = cause.outlasted === undefined && !cause.again;
  const refused = isFresh ? refuseEvent(cause, question.now) : undefined;
  if (refused !== undefined) return nobody(refused);
  readAll(facts, everythingFor(policy, arn));
  const paused = refusePaused(state, facts, policy);
  let blame: Blame | NoBlame;
  let situation: Situation;
  try {
    const alarm = refuseAlarm(cause, facts);
    if ('kind' in alarm) return nobody(paused ?? alarm);
    const found = situationOf(policy, state, facts);
    if ('kind' in found) return nobody(paused ?? found);
    situation = found;
    blame = attribute({ cause, alarm, situation, state, facts, policy });
  } catch (error) {
    // What cannot be read is no news while nothing would be done anyway.
    if (error instanceof FactUnclear && paused !== undefined) return nobody(paused);
    throw error;
  }
  if (blame.kind === 'hold') return { ...nobody(paused ?? blame), ...(blame.young && { troubled: blame.young }) };
  const plan = paused ?? planFor(question, situation, blame);
  const isPlatform = plan.kind === 'hold' && plan.code === hold.platformTrouble.code;
  return { plan, blamed: isPlatform ? [] : blame.suspects };
}

/** Everything that most alarms need, read at once. */
function everythingFor({ alarms: own, unlessAlarms }: GuardPolicy, alarm: string): readonly Want[] {
  return [...SITUATION, { fact: 'globalPause' }, { fact: 'rivals', alarm }, ...wantsOf([...own, ...unlessAlarms])];
}

function nobody(plan: Plan): Decision {
  return { plan, blamed: [] };
}

/** What to do about a deployment that is blamed, as the stage is now. */
function planFor(question: Question<AlarmCause>, situation: Situation, blame: Blame): Plan {
  const { cause, policy, state, facts, now } = question;
  const { stage, tenures } = situation;
  const { reputation } = blame;
  const live = liveIn(tenures);
  const inTheWay = whatIsInTheWay(question, situation, blame, live);
  if (inTheWay?.kind === 'hold') return inTheWay;
  const carrier = liveTenure(live) ?? blame.newest;
  const repetition = refuseRepetition(carrier, policy, reputation, stage.inbound);
  const refused = repetition === undefined ? refusePlatform(policy, facts, blame, now) : withMixture(repetition, live);
  if (refused !== undefined) return refused;
  if (inTheWay !== undefined) return inTheWay;
  const isCarried = carrier.release.id !== blame.newest.release.id;
  const suspects = isCarried ? [carrier.release, ...blame.suspects] : blame.suspects;
  const grounds = isCarried
    ? `${blame.grounds}; ${describeTenure(carrier)} was deployed over it at ${clock(carrier.beganAt)}, before the alarm was told (${clock(blame.told)}), and is left with it`
    : blame.grounds;
  const first = firstOfRivals(cause, policy, carrier, facts, { now, since: state.incident?.openedAt });
  if (first !== undefined) {
    const { sentence } = first;
    return {
      kind: 'wait',
      waitsFor: 'other-stage',
      occupant: occupantOf(situation),
      suspect: carrier.release,
      sentence,
    };
  }
  return withTarget(question, situation, {
    suspect: carrier.release,
    suspects,
    since: blame.since,
    grounds,
    reputation,
  });
}

/** What is left half-way is no release of anybody's: whoever is to decide should know. */
function withMixture(refused: Hold, live: Live): Hold {
  if (live.kind !== 'mixed') return refused;
  return { ...refused, sentence: `${refused.sentence}; what is live is ${describeLive(live)}` };
}
