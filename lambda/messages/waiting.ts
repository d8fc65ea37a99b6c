import type { Entry, EntryCode } from '../decision/entry.ts';

/** Who or what waits, and for whom, after an entry; undefined where nothing waits. */
export function waitingAfter({ code, frozen }: Pick<Entry, 'code' | 'frozen'>): string | undefined {
  return WAITS[code] ?? (frozen === true ? DEPLOYMENTS : undefined);
}

const DEPLOYMENTS = 'deployments to the stage, for the release of the freeze';

const WAITS: { readonly [code in EntryCode]?: string } = {
  wait: 'the decision, for the end of what the text above names',
  redeploy: 'the stage, for the new execution to come through the stages before it',
  'rollback-stuck': 'the rollback, for what its execution waits for in the stage',
  'rollback-kept-out': 'the rollback, for a person who lets it into the stage',
};
