import { LocalAccount } from '../local-account.ts';
import { loadAssembly } from '../template/assembly.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { actualEnd } from './actual-end.ts';
import { difference } from './difference.ts';
import type { RecordedStory } from './recorded-story.ts';
import { Recorder } from './recorder.ts';
import { Scene } from './scene.ts';
import type { Story } from './story.ts';
import { Timeline, type Tone } from './timeline.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** Stories begin on a Tuesday morning. */
const START = Date.parse('2026-03-03T09:00:00.000Z');

export interface RehearsalOptions {
  /** A synthesized cloud assembly (`cdk.out`) with the guards of the story. */
  readonly assembly: string;
  readonly pace: 'fast' | 'real-time';
  /** Gets the lines of the timeline while the story runs. */
  readonly print: (line: string, tone: Tone) => void;
}

/** Plays a story in a local account of its own, through the function as it would be deployed. */
export async function rehearse(story: Story, { assembly, pace, print }: RehearsalOptions): Promise<RecordedStory> {
  const recorder = new Recorder({ timeline: new Timeline(print), live: pace === 'real-time' });
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock(pace === 'fast' ? { start: START } : { start: START, speed: 1 }),
    stacks: loadAssembly(assembly, IDENTITY),
    onInvocation: (record) => recorder.invocationEnded(record),
  });
  try {
    const scene = new Scene(account, recorder);
    story.before(scene);
    recorder.watch(account, scene);
    await story.play(scene);
    recorder.settle();
    const end = await actualEnd(account, scene.stages);
    const { name, summary, end: expected } = story;
    return { name, summary, ...recorder.recorded(), expected, end, differences: difference(expected, end) };
  } finally {
    await account.stop();
  }
}
