import { isBad } from '../decision/commands/forgive.ts';
import { foundIn } from '../decision/facts.ts';
import { hold } from '../decision/hold.ts';
import type { AutomaticRollback, Pause, StageState } from '../decision/state.ts';
import { clock } from '../decision/time.ts';
import { countedRollbacks } from '../decision/vetoes.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { Finding } from '../readiness/finding-kind.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';

/** Whether an alarm that fired now would lead to a rollback: of every alarm, of some, or of none; and why not. */
export interface Arming {
  readonly armed: 'yes' | 'in part' | 'no';
  readonly why: readonly string[];
}

/** Says whether automatic rollback is armed for what would be deployed now: without a fresh deployment nothing is blamed. */
export function arming(
  facts: StageFacts,
  findings: readonly Finding[],
  guard: GuardPolicy,
  state: StageState,
  everything: Pause | undefined,
): Arming {
  const stops = (what: Finding['stops']) => findings.filter((one) => one.stops === what);
  const ofStage = [...stops('rollback').map(({ sentence }) => sentence), ...refusals(facts, guard, state, everything)];
  const ofAlarms = stops('alarm');
  const why = [...ofStage, ...ofAlarms.map(({ sentence }) => sentence)];
  const alarmsLeft = guard.alarms.filter((arn) => !ofAlarms.some(({ about }) => about === arn));
  if (ofStage.length > 0 || alarmsLeft.length === 0) return { armed: 'no', why };
  return { armed: ofAlarms.length > 0 ? 'in part' : 'yes', why };
}

/** What the rules would hold for, in their words. */
function refusals(
  facts: StageFacts,
  guard: GuardPolicy,
  state: StageState,
  everything: Pause | undefined,
): readonly string[] {
  const { live } = facts;
  const { pipeline, stage, mode, maxAutomaticRollbacks: max } = guard;
  const { pause, incident, releases } = state;
  const suspect = 'tenure' in live ? live.tenure.release.id : undefined;
  const bad = releases.find(({ execution }) => execution.id === suspect);
  const automaticRollbacks = countedNow(facts, guard, state);
  const last = automaticRollbacks.at(-1);
  const paused = (scope: string, by: Pause) => hold.paused({ scope, ...by }).sentence;
  return [
    ...(everything ? [paused('the controller', everything)] : []),
    ...(pause ? [paused(`${pipeline}/${stage}`, pause)] : []),
    ...(mode === 'dry-run' ? ['the guard is in dry-run mode'] : []),
    ...(incident ? [hold.incidentOpen(incident).sentence] : []),
    ...(bad?.badSince !== undefined && isBad(bad)
      ? [`the release of execution ${bad.execution.id} was rolled back from at ${clock(bad.badSince)} already`]
      : []),
    ...(last && automaticRollbacks.length >= max
      ? [hold.limitReached({ done: automaticRollbacks.length, max, last: last.at }).sentence]
      : []),
  ];
}

/** The rollbacks that would count against the limit for what would be deployed now. */
export function countedNow(
  { stage, alarms, now }: StageFacts,
  guard: Pick<GuardPolicy, 'alarms'>,
  state: StageState,
): readonly AutomaticRollback[] {
  const areOk = guard.alarms.every((arn) => foundIn(alarms[arn])?.value === 'OK');
  return countedRollbacks(state, foundIn(stage)?.inbound, areOk ? now : undefined);
}
