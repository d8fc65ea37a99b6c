import type { GuardPolicy } from '../guard-policy.ts';
import { healthOf, quoted } from './alarm.ts';
import { alarmsIn, known, readAll, wantsOf } from './asking.ts';
import { bakesUntil } from './baking.ts';
import type { ExecutionId } from './execution.ts';
import { hold } from './hold.ts';
import { isStageRunning } from './stage.ts';
import type { Probation, StageState } from './state.ts';
import { situationOf } from './tenures.ts';
import { FORGOTTEN_AFTER, PROBATION_FOR, PROBATION_LOOK_EVERY } from './times.ts';
import { type Next, policyOf, promising, type Turn, tried } from './turn.ts';
import { countedRollbacks } from './vetoes.ts';

/** Healthy: the deployment outlived its bake time with every guard alarm observed OK. Then automatic rollback is armed again. */
export function followProbation(turn: Turn): Next {
  const { facts, now } = turn;
  const { probation, ...rest } = turn.state;
  if (probation === undefined) return { state: rest };
  if (now < probation.endsAt) return { state: turn.state, wakeBy: probation.endsAt };
  readAll(facts, [{ fact: 'guard' }, { fact: 'stage' }]);
  const policy = tried(() => policyOf(turn));
  const stage = tried(() => known(facts, 'stage'));
  const again: Next = { state: turn.state, wakeBy: now + PROBATION_LOOK_EVERY };
  if (policy instanceof Error || stage instanceof Error) return again;
  if ('kind' in policy) return policy.code === hold.notGuarded.code ? { state: rest } : again;
  readAll(facts, wantsOf(policy.alarms));
  const isThere = stage !== 'not-found' && stage.occupant?.executionId === probation.executionId;
  const alarms = tried(() => alarmsIn(facts, policy.alarms));
  const health = alarms instanceof Error ? undefined : healthOf(policy.alarms, alarms);
  const healthy = isThere && health?.health === 'ok' ? outlived(turn, policy, probation) : undefined;
  if (healthy !== undefined) return healthy;
  const isOver = !isThere || now > probation.endsAt + PROBATION_FOR;
  const unknown = health?.unknown ?? [];
  if (!isOver) return again;
  // Another release took its place before anything showed: the next one begins a probation of its own.
  const counted = countedRollbacks(turn.state, stage === 'not-found' ? undefined : stage.inbound).length;
  // Where nothing counts, nobody has to say that the stage is healthy.
  if (unknown.length === 0 || counted === 0 || probation.silenceTold) return { state: rest };
  const { maxAutomaticRollbacks: most } = policy;
  const stays =
    counted < most
      ? `${counted} of at most ${most} automatic rollbacks ${counted === 1 ? 'counts' : 'count'}`
      : 'automatic rollback stays at its limit';
  const told = promising(turn.state, {
    id: `health-unknown/${probation.executionId}`,
    causedAt: probation.endsAt,
    at: now,
    code: 'health-unknown',
    sentence: `whether deployment ${probation.executionId} is healthy cannot be told: ${quoted(unknown)} without data since its bake time ended; ${stays} until the command "rearm" says that it is`,
    announce: true,
    cause: 'no verdict on health',
  });
  if (isThere)
    return {
      state: { ...told, probation: { ...probation, silenceTold: true, endsAt: now } },
      wakeBy: now + FORGOTTEN_AFTER,
    };
  const { probation: __, ...without } = told;
  return { state: without };
}

/**
 * What comes of a healthy deployment, by what its actions did: it may have been tried again, and no event have told of it. Then it bakes from the
 * end of its last attempt, or was none that is whole. Undefined where that cannot be told now.
 */
function outlived(turn: Turn, policy: GuardPolicy, probation: Probation): Next | undefined {
  const { now } = turn;
  const { probation: _, ...rest } = turn.state;
  const situation = tried(() => situationOf(policy, turn.state, turn.facts));
  if (situation instanceof Error || 'kind' in situation) return undefined;
  const last = situation.tenures.at(-1);
  if (isStageRunning(situation.stage) || last?.outcome === 'running') return undefined;
  if (last?.by !== probation.executionId || last.outcome !== 'whole') return { state: rest };
  const endsAt = bakesUntil(last, policy, now);
  if (endsAt > now) return { state: { ...rest, probation: { ...probation, endsAt } }, wakeBy: endsAt };
  return { state: armed(rest, probation.executionId, endsAt, now) };
}

/** The stage is healthy: nothing counts against the limit any more. */
function armed(state: StageState, execution: ExecutionId, causedAt: number, now: number): StageState {
  return promising(
    { ...state, automaticRollbacks: [] },
    {
      id: `re-armed/${execution}`,
      causedAt,
      at: now,
      code: 're-armed',
      sentence: `deployment ${execution} outlived its bake time with every alarm OK: automatic rollback is armed again`,
      announce: false,
      cause: 'health observed',
    },
  );
}
