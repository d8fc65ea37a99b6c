/** The stage that everything is about. */
export interface StageKey {
  readonly pipeline: string;
  readonly stage: string;
}

/** Stands for a stage where something is about the controller as a whole. No stage can have this name. */
export const WHOLE_CONTROLLER: StageKey = { pipeline: 'controller', stage: '*' };

export function isWholeController({ pipeline, stage }: StageKey): boolean {
  return pipeline === WHOLE_CONTROLLER.pipeline && stage === WHOLE_CONTROLLER.stage;
}
