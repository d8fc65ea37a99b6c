import type { Effect } from './effects.ts';
import { isInForce } from './freeze.ts';
import type { StageState } from './state.ts';

/**
 * What is promised to people and can be told now, with the freeze as it is. What they are told of a freeze is what AWS has answered: nothing is
 * told beside a change of the transition, and that it was released waits until it is.
 */
export function tellable({ promised, freeze }: StageState, wanted: readonly Effect[]): readonly Effect[] {
  if (wanted.some(({ kind }) => kind === 'freeze' || kind === 'thaw')) return [];
  return promised
    .filter(({ code }) => code !== 'released' || freeze?.condition !== 'lifting')
    .map((entry) => ({
      kind: 'tell',
      entry: entry.frozen === undefined ? entry : { ...entry, frozen: isInForce(freeze) },
    }));
}
