/** The stage that everything is about. */
export interface StageKey {
  readonly pipeline: string;
  readonly stage: string;
}

/** Stands for a stage where something is about the controller as a whole. No stage can have this name. */
export const WHOLE_CONTROLLER: StageKey = { pipeline: 'controller', stage: '*' };

export function isWholeController(key: StageKey): boolean {
  return isSameStage(key, WHOLE_CONTROLLER);
}

export function isSameStage(one: StageKey, other: StageKey): boolean {
  return one.pipeline === other.pipeline && one.stage === other.stage;
}

/** `shop/Prod`, for people and in keys: neither name can contain a slash. */
export function stageName({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}

/** The stage alone, of what says more about it. */
export function stageKeyOf({ pipeline, stage }: StageKey): StageKey {
  return { pipeline, stage };
}
