import type { StageReference } from './stage-reference.ts';

/** An approval by a person; the action is the one of `approval: true` unless named. */
export interface ScriptedAnswer extends StageReference {
  readonly action?: string;
  /** What the person writes. */
  readonly comment?: string;
  readonly callerArn?: string;
}
