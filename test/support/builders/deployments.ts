import type { Deployment } from '../../../lambda/decision/deployment.ts';
import { BAD } from './executions.ts';
import { at } from './moments.ts';
import { occupiedBy } from './observations.ts';

/** BAD, deployed from 10:05 to 10:10 by itself. */
export function aDeployment(but: Partial<Deployment> = {}): Deployment {
  return {
    kind: 'deployed',
    occupant: occupiedBy(BAD),
    by: BAD,
    suspect: BAD,
    running: false,
    notBefore: BAD.startedAt,
    endedAt: at('10:10'),
    ...but,
  };
}
