import type { World } from '../simulation/world.ts';
import { pass, release } from './builders/worlds.ts';

/** Releases these revisions to the end, one after the other. */
export async function released(world: World, ...revisions: readonly number[]): Promise<void> {
  for (const revision of revisions) {
    release(world, revision);
    await pass(world, 400);
  }
}

/** The first revisions of what others rolled back from and to, as people were told. */
export function followedFromTo(world: World): readonly (readonly string[])[] {
  return world.recorder.entries
    .filter(({ entry }) => entry.code === 'rollback-by-others')
    .map(({ entry: { suspect, target } }) => [suspect, target].map((execution) => execution?.revisions[0]?.id ?? ''));
}

/** A release whose deployment to the stage fails. */
export function failsInProd(world: World, revision: string): void {
  world.codePipeline.script.startExecution({
    pipeline: 'shop',
    revision: { revisionId: revision },
    results: { Prod: 'Failed' },
  });
}
