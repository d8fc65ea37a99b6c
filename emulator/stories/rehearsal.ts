import { LocalAccount } from '../local-account.ts';
import { loadAssembly } from '../template/assembly.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { actualEnd } from './actual-end.ts';
import { difference } from './difference.ts';
import { Scene } from './scene.ts';
import type { Story, StoryEnd } from './story.ts';
import { Timeline } from './timeline.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** Stories begin on a Tuesday morning. */
const START = Date.parse('2026-03-03T09:00:00.000Z');

export interface PerformanceOptions {
  /** A synthesized cloud assembly (`cdk.out`) with the guards of the story. */
  readonly assembly: string;
  readonly pace: 'fast' | 'real-time';
  /** Gets the lines of the timeline while the story runs. */
  readonly print: (line: string) => void;
  /** Called with the account when everything that the story needs is there, and nothing has happened yet. */
  readonly onReady?: (account: LocalAccount) => void;
  /** How often a person invokes the function with a command that it fails on; default once. */
  readonly commandAttempts?: number;
}

export interface RehearsalResult {
  readonly end: StoryEnd;
  /** How the end differs from the story's; empty when the story passed. */
  readonly differences: readonly string[];
}

/** Plays a story in a local account of its own, through the function as it would be deployed; answers what `judge` makes of the end. */
export async function perform<Verdict>(
  story: Story,
  { assembly, pace, print, onReady, commandAttempts }: PerformanceOptions,
  judge: (scene: Scene) => Promise<Verdict>,
): Promise<Verdict> {
  const timeline = new Timeline({ print, live: pace === 'real-time' });
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock(pace === 'fast' ? { start: START } : { start: START, speed: 1 }),
    stacks: loadAssembly(assembly, IDENTITY),
    onInvocation: (record) => timeline.invocationEnded(record),
  });
  try {
    const scene = new Scene(account, timeline, commandAttempts);
    story.before(scene);
    timeline.watch(account);
    onReady?.(account);
    await story.play(scene);
    timeline.flush();
    return await judge(scene);
  } finally {
    await account.stop();
  }
}

/** Plays a story and compares its end. */
export function rehearse(story: Story, options: PerformanceOptions): Promise<RehearsalResult> {
  return perform(story, options, async ({ account, stages }) => {
    const end = await actualEnd(account, stages);
    return { end, differences: difference(story.end, end) };
  });
}
