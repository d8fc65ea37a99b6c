import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reportOf } from '../emulator/report/report.ts';
import { Assemblies } from '../emulator/stories/assemblies.ts';
import { describeEnd } from '../emulator/stories/difference.ts';
import type { RecordedStory } from '../emulator/stories/recorded-story.ts';
import { rehearse } from '../emulator/stories/rehearsal.ts';
import { STORIES, storiesNamed, UnknownStory } from '../emulator/stories/stories.ts';
import type { Story } from '../emulator/stories/story.ts';
import { readCommandLine } from './command-line.ts';
import { summaryOf } from './summary.ts';
import { Terminal } from './terminal.ts';

const USAGE = `Rehearses the controller: synthesizes the app, starts a local account with what would be deployed, and plays a
story through the real function. Exit code 0 when every story ended as it should.

  npm run drill -- [STORY... | --all] [--fast | --real-time] [--report FILE.html] [--list]

  STORY              names of stories; bad-deploy when none is given
  --all              every story
  --fast             jump from one thing that happens to the next (default)
  --real-time        let time pass as it does
  --report FILE.html write what happened as one page with pictures, to open in a browser
  --list             list the stories
`;

function readArguments() {
  const { values, positionals } = readCommandLine({
    allowPositionals: true,
    options: {
      fast: { type: 'boolean', default: false },
      'real-time': { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.fast && values['real-time']) throw new TypeError('--fast and --real-time exclude each other');
  if (values.all && positionals.length > 0) throw new TypeError('--all and names of stories exclude each other');
  if (values.report !== undefined && !/\.html?$/i.test(values.report))
    throw new TypeError(`--report writes a web page: name a file that ends in .html, not "${values.report}"`);
  return { ...values, stories: values.all ? STORIES : storiesNamed(positionals) };
}

type Arguments = ReturnType<typeof readArguments>;

const terminal = new Terminal({ stream: process.stdout, term: process.env.TERM });

/** Plays stories one after the other, and writes the report about them. */
async function drill({ stories, report, 'real-time': realTime }: Arguments): Promise<RecordedStory[]> {
  const assemblies = await Assemblies.create((guards) =>
    terminal.print(terminal.styled('dim', `cdk synth -c guards=${guards}`)),
  );
  const played: RecordedStory[] = [];
  try {
    terminal.progress('synthesizing the app');
    // All together: they take longer than the stories.
    await Promise.all(stories.map((story) => assemblies.of(story)));
    for (const story of stories) {
      terminal.progress(`${story.name}, ${played.length + 1} of ${stories.length}`);
      played.push(await play(story, await assemblies.of(story), realTime ? 'real-time' : 'fast'));
    }
  } finally {
    terminal.endProgress();
    await assemblies.remove();
  }
  if (report !== undefined) {
    await mkdir(dirname(report), { recursive: true });
    await writeFile(report, reportOf(played));
  }
  return played;
}

async function play(story: Story, assembly: string, pace: 'fast' | 'real-time'): Promise<RecordedStory> {
  terminal.print('', terminal.styled('bold', story.name), story.summary, '');
  const print = (line: string, tone: Parameters<Terminal['toned']>[0]) => terminal.print(terminal.toned(tone, line));
  const played = await rehearse(story, { assembly, pace, print });
  terminal.print('', ...describeEnd(played.end).map((line) => `  ${line}`));
  if (played.differences.length === 0) terminal.print(terminal.styled('green', `PASS ${story.name}`));
  else
    terminal.print(
      terminal.styled('red', `FAIL ${story.name}`),
      ...played.differences.map((line) => terminal.styled('red', `  ${line}`)),
    );
  return played;
}

/** A mistake on the command line, which is for people, not a stack trace. */
function isUsageError(error: unknown): error is Error {
  return error instanceof UnknownStory || error instanceof TypeError;
}

let options: Arguments | undefined;
try {
  options = readArguments();
} catch (error) {
  if (!isUsageError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
if (options?.help) terminal.print(USAGE);
else if (options?.list) terminal.print(...STORIES.map(({ name, summary }) => `${name}\n    ${summary}`));
else if (options !== undefined) {
  const played = await drill(options);
  terminal.print(...summaryOf(played).map(({ text, tone }) => terminal.toned(tone, text)));
  if (options.report !== undefined) terminal.print(`The report: ${options.report}`);
  if (played.some(({ differences }) => differences.length > 0)) process.exitCode = 1;
}
