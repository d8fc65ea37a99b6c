/** How an action ended, as CodePipeline's events and ListActionExecutions say. */
export type ActionEnd = 'Succeeded' | 'Failed' | 'Abandoned';

/**
 * What is live in a stage: for each deploying action that ever ended there, the releases that its part runs. One where the
 * action succeeded; where it failed or was abandoned, what was there before beside what it half brought.
 */
export type Live<Release> = ReadonlyMap<string, readonly Release[]>;

/** What is live once a deploying action has ended. A succeeded one puts its release live for its part, whatever was there. */
export function afterAction<Release>(
  live: Live<Release>,
  { action, end, release }: { readonly action: string; readonly end: ActionEnd; readonly release: Release },
): Live<Release> {
  const before = live.get(action) ?? [];
  const half = before.includes(release) ? before : [...before, release];
  return new Map([...live, [action, end === 'Succeeded' ? [release] : half]]);
}

/** Every release that runs somewhere in the stage, each once. */
export function releasesIn<Release>(live: Live<Release>): readonly Release[] {
  return [...new Set([...live.values()].flat())];
}

/** More than one release runs in the stage. */
export function isMixed<Release>(live: Live<Release>): boolean {
  return releasesIn(live).length > 1;
}

/** The categories whose actions change nothing in their stage; half the world deploys from Build or Invoke. */
const HARMLESS = new Set(['Source', 'Approval', 'Test']);

/** Whether an action can change what is live: by a guard's `deployActions` where it has them, else by its category. */
export function deploys(action: string, category: string, deployActions?: readonly string[]): boolean {
  return deployActions?.includes(action) ?? !HARMLESS.has(category);
}
