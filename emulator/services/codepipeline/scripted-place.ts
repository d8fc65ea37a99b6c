import type { StageReference } from './stage-reference.ts';

/** A stage, or an action of it. */
export interface ScriptedPlace extends StageReference {
  readonly action?: string;
}

/** `STAGE` or `STAGE/ACTION`: neither name can hold a slash. */
export function placeKey({ stage, action }: Omit<ScriptedPlace, 'pipeline'>): string {
  return action === undefined ? stage : `${stage}/${action}`;
}
