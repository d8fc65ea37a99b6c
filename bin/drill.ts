import { parseArgs, styleText } from 'node:util';
import { Assemblies } from '../emulator/stories/assemblies.ts';
import { describeEnd } from '../emulator/stories/difference.ts';
import { rehearse } from '../emulator/stories/rehearsal.ts';
import { STORIES, storiesNamed, UnknownStory } from '../emulator/stories/stories.ts';
import type { Story } from '../emulator/stories/story.ts';

const USAGE = `Rehearses the controller: synthesizes the app, starts a local account with what would be deployed, and plays a
story through the real function. Exit code 0 when every story ended as it should.

  npm run drill -- [STORY... | --all] [--fast | --real-time] [--list]

  STORY        names of stories; bad-deploy when none is given
  --all        every story
  --fast       jump from one thing that happens to the next (default)
  --real-time  let time pass as it does
  --list       list the stories
`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fast: { type: 'boolean', default: false },
      'real-time': { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.fast && values['real-time']) throw new TypeError('--fast and --real-time exclude each other');
  if (values.all && positionals.length > 0) throw new TypeError('--all and names of stories exclude each other');
  return { ...values, stories: values.all ? STORIES : storiesNamed(positionals) };
}

/** Plays stories one after the other; answers the names of those that failed. */
async function drill(stories: readonly Story[], pace: 'fast' | 'real-time'): Promise<string[]> {
  const assemblies = await Assemblies.create((guards) => print(styleText('dim', `cdk synth -c guards=${guards}`)));
  const failed: string[] = [];
  try {
    // All together: they take longer than the stories.
    await Promise.all(stories.map((story) => assemblies.of(story)));
    for (const story of stories) {
      if (!(await passes(story, await assemblies.of(story), pace))) failed.push(story.name);
    }
  } finally {
    await assemblies.remove();
  }
  return failed;
}

async function passes(story: Story, assembly: string, pace: 'fast' | 'real-time'): Promise<boolean> {
  print('', styleText('bold', story.name), story.summary, '');
  const { end, differences } = await rehearse(story, { assembly, pace, print });
  print('', ...describeEnd(end).map((line) => `  ${line}`));
  if (differences.length === 0) print(styleText('green', `PASS ${story.name}`));
  else print(styleText('red', `FAIL ${story.name}`), ...differences.map((line) => `  ${line}`));
  return differences.length === 0;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A mistake on the command line, which is for people, not a stack trace. */
function isUsageError(error: unknown): error is Error {
  return error instanceof UnknownStory || error instanceof TypeError;
}

let options: ReturnType<typeof readArguments> | undefined;
try {
  options = readArguments();
} catch (error) {
  if (!isUsageError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
if (options?.help) print(USAGE);
else if (options?.list) print(...STORIES.map(({ name, summary }) => `${name}\n    ${summary}`));
else if (options !== undefined) {
  const { stories } = options;
  const failed = await drill(stories, options['real-time'] ? 'real-time' : 'fast');
  print(
    '',
    failed.length === 0
      ? `${stories.length} of ${stories.length} ${stories.length === 1 ? 'story' : 'stories'} passed`
      : `FAILED: ${failed.join(', ')}`,
  );
  if (failed.length > 0) process.exitCode = 1;
  else if (stories.length < STORIES.length) {
    print(`There are ${STORIES.length}: npm run drill -- --list shows them, npm run drill -- --all plays them.`);
  }
}
