import { lookBehind } from './behind.ts';
import { frozenBehind } from './frozen-behind.ts';
import type { RollingBack, Verifying } from './incident.ts';
import type { ObservedStage } from './stage.ts';
import type { Turn } from './turn.ts';

/** The way in is kept closed behind a rollback, and the blamed executions are held back. `isLast`: the incident ends with this look. */
export function aroundRollback<I extends RollingBack | Verifying>(
  turn: Turn,
  incident: I,
  stage: ObservedStage,
  isLast: boolean,
) {
  const frozen = frozenBehind(turn, turn.state, incident, stage.inbound);
  const behind = lookBehind({ ...turn, state: frozen.state }, frozen.incident, stage, isLast);
  return { ...behind, effects: [...frozen.effects, ...behind.effects] };
}
