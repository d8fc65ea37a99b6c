import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../../emulator/stories/rehearsal.ts';
import { NOTHING, type Story } from '../../../emulator/stories/story.ts';
import { smallAssembly } from '../small-assembly.ts';

let assembly: string;

beforeAll(async () => {
  assembly = await smallAssembly();
});

afterAll(() => rm(dirname(assembly), { recursive: true, force: true }));

const ALARMS = Array.from({ length: 8 }, (_, index) => `shop-${index}`);

/** A story for the small function, which announces alarms and decides nothing. */
const STORY: Story = {
  name: 'small',
  summary: 'A person rolls back, and eight alarms fire.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Prod'], releases: ['v1', 'v2'] });
    scene.alarms(...ALARMS);
    scene.alarmSince('shop-health', 'ALARM', 30);
  },
  play: async (scene) => {
    scene.personRollsBack('shop', 'Prod', 'v1');
    await scene.pass(2);
    scene.mute('night', ['shop-0'], 10);
    scene.alarmsGo('ALARM', ...ALARMS);
    await scene.pass(1);
    scene.edit('shop');
    scene.release('shop', 'v3');
    await scene.command({ action: 'status' });
    await scene.pass(3);
  },
  end: { ...NOTHING, rollbacks: ['shop/Prod to v1, by a person'] },
};

async function rehearsed(story: Story) {
  const lines: string[] = [];
  const result = await rehearse(story, { assembly, pace: 'fast', print: (line) => lines.push(line) });
  return { ...result, lines };
}

describe('a rehearsal', () => {
  it('tells in order what happens, with the names of the story, and folds what is many times the same', async () => {
    const { lines, differences } = await rehearsed(STORY);
    expect(differences).toEqual([]);
    const isOfMail = (line: string) => line.includes('message to people') || /^ +\| /.test(line);
    expect(lines.filter((line) => !isOfMail(line))).toEqual([
      'Tue 09:00:00  a person rolls shop/Prod back to v1 in the console',
      'Tue 09:00:00  shop/Prod: rollback to v1 started',
      'Tue 09:01:00  shop/Prod: rollback to v1 succeeded',
      'Tue 09:02:00  mute rule night: shop-0 for 10 min',
      'Tue 09:02:00  alarm shop-0: OK -> ALARM, muted',
      'Tue 09:02:00  alarm shop-1: OK -> ALARM',
      'Tue 09:02:00  alarm shop-2: OK -> ALARM',
      'Tue 09:02:00  alarm shop-3: OK -> ALARM',
      'Tue 09:02:00  alarm shop-4: OK -> ALARM',
      'Tue 09:02:00    ... and 3 more like these',
      expect.stringMatching(/^Tue 09:03:\d\d {2}pipeline shop is edited: version 2$/),
      expect.stringMatching(/^Tue 09:03:\d\d {2}shop: release v3 comes in$/),
      expect.stringMatching(/^Tue 09:03:\d\d {2}shop\/Source: v3 started$/),
      expect.stringMatching(/^Tue 09:03:\d\d {2}a person invokes the function with \{"action":"status"\}$/),
      expect.stringMatching(/^Tue 09:03:\d\d {2}the function answers \{"kind":"command"\}$/),
      expect.stringMatching(/^Tue 09:04:\d\d {2}shop\/Source: v3 succeeded$/),
      expect.stringMatching(/^Tue 09:04:\d\d {2}shop\/Prod: v3 started$/),
      expect.stringMatching(/^Tue 09:05:\d\d {2}shop\/Prod: v3 succeeded$/),
    ]);
    expect(lines.filter((line) => line.includes('message to people: shop-'))).toHaveLength(8);
    // Each with its text below it, whole.
    for (const [index, line] of lines.entries()) {
      if (line.includes('message to people')) expect(lines[index + 1]).toMatch(/^ +\| CloudWatch Alarm State Change$/);
    }
  });

  it('fails a story that ends otherwise', async () => {
    const end = { ...NOTHING, rollbacks: ['shop/Prod to v2'], frozen: ['shop/Prod'] };
    const { differences } = await rehearsed({ ...STORY, end });
    expect(differences).toEqual([
      'accepted rollbacks: missing "shop/Prod to v2"',
      'accepted rollbacks: not expected "shop/Prod to v1, by a person"',
      'frozen stages: missing "shop/Prod"',
    ]);
  });

  it('shows an invocation that fails, and counts it against the story', async () => {
    const { lines, differences } = await rehearsed({
      ...STORY,
      play: async (scene) => {
        scene.account.functions.get('small').events.accept(JSON.stringify({ fail: true }));
        await scene.pass(10);
      },
      end: NOTHING,
    });
    expect(lines).toContainEqual(expect.stringContaining('the function FAILED: Error: told to fail'));
    expect(differences).toEqual(['failures: not expected "2 x an invocation failed: Error"']);
  });

  it('ends with an error when the script names what is not there', async () => {
    const play: Story['play'] = async (scene) => scene.personRollsBack('shop', 'Prod', 'v9');
    await expect(rehearsed({ ...STORY, play })).rejects.toThrow('the story names release v9');
  });
});
