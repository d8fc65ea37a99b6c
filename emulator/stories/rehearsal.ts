import { deployGuards } from '../account/demo-pipelines.ts';
import { LocalAccount } from '../account/local-account.ts';
import { loadAssembly } from '../account/template/assembly.ts';
import { VirtualClock } from '../account/virtual-clock.ts';
import type { SwitchOverrides } from '../services/codepipeline/switches.ts';
import { actualEnd } from './actual-end.ts';
import { difference } from './difference.ts';
import type { RecordedStory } from './recorded-story.ts';
import { Recorder } from './recorder.ts';
import { Scene } from './scene.ts';
import { spokePlans } from './spoke-plans.ts';
import type { Story } from './story.ts';
import { Timeline, type Tone } from './timeline.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** Stories begin on a Tuesday morning. */
const START = Date.parse('2026-03-03T09:00:00.000Z');
/** When the guards are deployed, and looked at for the first time. */
const DEPLOYED = START - 60_000;

export interface PerformanceOptions {
  /** A synthesized cloud assembly (`cdk.out`) with the guards of the story. */
  readonly assembly: string;
  readonly pace: 'fast' | 'real-time';
  /** Gets the lines of the timeline while the story runs. */
  readonly print: (line: string, tone: Tone) => void;
  /** Called with the account when everything that the story needs is there, and nothing has happened yet. */
  readonly onReady?: (account: LocalAccount) => void;
  /** How AWS behaves where it does not say; default as the local account assumes. */
  readonly switches?: SwitchOverrides;
  /** How often a person invokes the function with a command that it fails on; default once. */
  readonly commandAttempts?: number;
}

/** Plays a story in a local account of its own, through the function as it would be deployed; answers what `judge` makes of the end. */
export async function perform<Verdict>(
  story: Story,
  { assembly, pace, print, onReady, switches, commandAttempts }: PerformanceOptions,
  judge: (scene: Scene, recorder: Recorder) => Promise<Verdict>,
): Promise<Verdict> {
  const recorder = new Recorder({ timeline: new Timeline(print), live: pace === 'real-time' });
  const { spokes } = story;
  const identity = { ...IDENTITY, ...(spokes && { organization: spokes.organization }) };
  const stacks = loadAssembly(assembly, identity);
  const account = await LocalAccount.start({
    identity,
    clock: new VirtualClock(pace === 'fast' ? { start: DEPLOYED } : { start: START, speed: 1 }),
    stacks,
    ...(spokes && { spokes: spokePlans(spokes, identity, stacks) }),
    ...(switches && { switches }),
    makesInTurn: true,
    onInvocation: (record) => recorder.invocationEnded(record),
  });
  try {
    const scene = new Scene(account, recorder, commandAttempts);
    story.before(scene);
    await deployGuards(account);
    await account.clock.run(START);
    recorder.watch(account, scene);
    onReady?.(account);
    await story.play(scene);
    recorder.settle();
    return await judge(scene, recorder);
  } finally {
    await account.stop();
  }
}

/** Plays a story, records it, and compares its end. */
export function rehearse(story: Story, options: PerformanceOptions): Promise<RecordedStory> {
  return perform(story, options, async ({ account, stages }, recorder) => {
    const end = await actualEnd(account, stages);
    const { name, summary, end: expected } = story;
    return { name, summary, ...recorder.recorded(), expected, end, differences: difference(expected, end) };
  });
}
