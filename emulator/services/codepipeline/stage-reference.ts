/** One stage of one pipeline. */
export interface StageReference {
  readonly pipeline: string;
  readonly stage: string;
}
