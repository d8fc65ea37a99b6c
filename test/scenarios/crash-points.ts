import type { Story } from '../../emulator/stories/story.ts';
import { type CallCount, type CrashPoint, type CrashResult, crashAt } from './crash.ts';

/** Both moments of these calls. */
export function bothMoments(calls: readonly number[]): CrashPoint[] {
  return calls.flatMap((call) => [
    { call, moment: 'before' as const },
    { call, moment: 'after' as const },
  ]);
}

/**
 * Every state in which a crash can leave the first invocation with an alarm: before its first call, and after each. Killed
 * before a call it has done what it had done after the one before.
 */
export function everyState({ onAlarm }: CallCount): CrashPoint[] {
  return [{ call: 1, moment: 'before' }, ...numbers(onAlarm).map((call) => ({ call, moment: 'after' as const }))];
}

/** Every call; of a story with more than `most`, the first four fifths of `most` and the rest from its end: in between it polls. */
export function spread({ calls }: CallCount, most: number): number[] {
  if (calls <= most) return numbers(calls);
  const first = Math.floor(most * 0.8);
  return numbers(calls).filter((call) => call <= first || call > calls - (most - first));
}

/**
 * Right before each RollbackStage or StartPipelineExecution (which is right after its claim) and right after it; the first two calls where a story has
 * no rollback of ours.
 */
export function aroundRollback({ end }: Story): CrashPoint[] {
  const ours = end.rollbacks.filter((rollback) => !rollback.endsWith('by a person'));
  if (ours.length === 0) return numbers(2).map((call) => ({ call, moment: 'after' }));
  const of = ours.every((one) => one.endsWith(' again')) ? 'StartPipelineExecution' : 'RollbackStage';
  return bothMoments(numbers(ours.length)).map((point) => ({ ...point, of: `codepipeline ${of}` }));
}

/** Crashes the story at each of the points, several accounts at a time; the results are in the order of the points. */
export async function crashAtEach(
  story: Story,
  assembly: string,
  points: readonly CrashPoint[],
  accountsAtATime: number,
): Promise<CrashResult[]> {
  const results: CrashResult[] = [];
  const waiting = points.entries();
  const work = async () => {
    for (const [index, point] of waiting) results[index] = await crashAt(story, assembly, point);
  };
  await Promise.all(Array.from({ length: accountsAtATime }, work));
  return results;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
