import type { Controller } from '../controller.ts';
import type { EpochMillis } from '../decision/time.ts';

/** Stages that are written at the same time. */
export const AT_ONCE = 10;

/** What CloudFormation's requests are done with. */
export interface Provider extends Controller {
  /** Nothing is begun after this: the answer has to go out before the invocation ends. */
  readonly until: EpochMillis;
}
