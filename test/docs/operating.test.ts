import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Recorder } from '../../emulator/stories/recorder.ts';
import { Scene } from '../../emulator/stories/scene.ts';
import { Timeline } from '../../emulator/stories/timeline.ts';
import { VirtualClock } from '../../emulator/virtual-clock.ts';
import { COMMAND_EXAMPLES, Command } from '../../lambda/command.ts';
import { finding } from '../../lambda/readiness/finding.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const FILE = join(import.meta.dirname, '../../docs/operating.md');
const DOCUMENT = readFileSync(FILE, 'utf8');

describe('docs/operating.md', () => {
  test('has only commands that the function understands, and every action among them', () => {
    const commands = [...DOCUMENT.matchAll(/\{"action":.*?\}/g)].map(([json]) => Command.parse(JSON.parse(json)));
    const actions = new Set(commands.map(({ action }) => action));
    expect([...actions].toSorted()).toEqual([...new Set(COMMAND_EXAMPLES.map(({ action }) => action))].toSorted());
  });

  test('lists exactly the findings of the catalogue, with their severity', () => {
    const rows = [...DOCUMENT.matchAll(/^\| `([a-z0-9-]+)` +\| (error|warning) +\| \S/gm)];
    expect(rows.map(([, code, severity]) => ({ code, severity }))).toEqual(
      Object.values(finding).map(({ code, severity }) => ({ code, severity })),
    );
  });
});

describe('the incident of docs/operating.md', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.synthesize();
  });
  afterAll(() => deployment.remove());

  /** `npx vitest run test/docs -u` writes what is really said into the document. */
  test('is told with the messages and answers that the deployed controller really gives', async () => {
    let told = DOCUMENT;
    for (const [name, text] of await playIncident(deployment)) {
      const block = new RegExp(`(<!-- drill: ${name} -->\\n\`\`\`\\w+\\n)[^]*?(\\n\`\`\`)`);
      expect(told, name).toMatch(block);
      told = told.replace(block, (_, before: string, after: string) => `${before}${text}${after}`);
    }
    await expect(told).toMatchFileSnapshot(FILE);
  });
});

/** Plays the incident on a Tuesday morning; what people get to read, by the name of its block in the document. */
async function playIncident(deployment: Deployment): Promise<ReadonlyMap<string, string>> {
  const clock = new VirtualClock({ start: Date.parse('2026-03-03T09:00:00.000Z') });
  const account = await deployment.startEmpty({ clock });
  const blocks = new Map<string, string>();
  const recorder = new Recorder({ timeline: new Timeline(() => undefined), live: false });
  const scene = new Scene(account, recorder);
  recorder.watch(account, scene);
  const names = new FixedNames();
  const keepMessage = (name: string) => {
    // What goes to chats has no subject, and says the same.
    const last = account.topics.published.findLast(({ subject }) => subject !== undefined);
    blocks.set(name, names.in(`Subject: ${last?.subject}\n\n${last?.message}`));
  };
  const keepAnswer = async (name: string, command: object) => {
    const { payload } = await controllerOf(account).host.invoke(JSON.stringify(command));
    blocks.set(name, names.in(JSON.stringify(JSON.parse(payload), null, 2)));
  };
  const stage = { pipeline: 'shop', stage: 'Prod' };
  try {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(0.5);
    keepMessage('rolled-back');
    await keepAnswer('status', { action: 'status', ...stage });
    await scene.pass(2.5);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(10);
    keepMessage('recovered');
    scene.release('shop', 'v3');
    await scene.pass(40);
    await keepAnswer('release', { action: 'release', ...stage, by: 'alice', reason: 'v3 has the fix' });
    keepMessage('released');
    await scene.pass(90);
    await keepAnswer('history', { action: 'history', ...stage });
    await keepAnswer('armed', { action: 'status', ...stage });
  } finally {
    await account.stop();
  }
  return blocks;
}

/** Gives executions ids that are the same in every run, in the order in which they are named; and rounds the seconds, of which processes take some. */
class FixedNames {
  readonly #digits = new Map<string, string>();

  in(text: string): string {
    for (const [short] of text.matchAll(/\b[0-9a-f]{8}(?=-[0-9a-f]{4}-| \()/g)) {
      if (!this.#digits.has(short)) this.#digits.set(short, (this.#digits.size + 10).toString(16));
    }
    let fixed = text;
    for (const [short, digit] of this.#digits) {
      const id = new RegExp(`${short}((-[0-9a-f]{4}){3}-[0-9a-f]{12})?`, 'g');
      fixed = fixed
        .replaceAll(id, (found) => found.replaceAll(/[0-9a-f]/g, digit))
        .replaceAll(new RegExp(`(-\\d{6})-${short.slice(0, 4)}`, 'g'), `$1-${digit.repeat(4)}`);
    }
    return fixed.replaceAll(/(?<=:\d\d:)(\d\d)(?= UTC)|(?<= min )(\d+)(?= s)/g, (seconds) => {
      const rounded = String(Math.round(Number(seconds) / 15) * 15);
      return rounded.padStart(2, '0');
    });
  }
}
