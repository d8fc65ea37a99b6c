import { leftBuckets } from './aws/bucket.ts';
import type { Clients } from './aws/clients.ts';
import { leftStacks } from './aws/stack.ts';

/** Names of the game days of which a stack or a bucket still stands in the region, by their tag. */
export async function findLeft({ cloudFormation, s3 }: Clients): Promise<readonly string[]> {
  const found = await Promise.all([leftStacks(cloudFormation), leftBuckets(s3)]);
  return [...new Set(found.flat())].sort();
}
