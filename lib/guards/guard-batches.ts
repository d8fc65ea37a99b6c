import { Construct } from 'constructs';
import type { GuardProps } from './guard-props.ts';
import {
  BATCH_TYPE,
  type GuardProperties,
  type GuardProvider,
  guardProperties,
  guardResource,
} from './guard-resource.ts';
import { shortHash } from './identity.ts';

/** A template has 500 resources at most: however many guards there are, they take no more than these. */
const MOST_BATCHES = 50;

/** Guards whose names are known, in few resources: a guard is always in the same one, whatever others come and go. */
export class GuardBatches extends Construct {
  constructor(scope: Construct, id: string, guards: readonly GuardProps[], provider: GuardProvider) {
    super(scope, id);
    const batches = Map.groupBy(guards.map(guardProperties), batchOf);
    for (const [batch, declared] of batches) guardResource(this, batch, BATCH_TYPE, { guards: declared }, provider);
  }
}

function batchOf({ pipeline, stage }: GuardProperties): string {
  return String(Number.parseInt(shortHash(`${pipeline}/${stage}`, 8), 16) % MOST_BATCHES);
}
