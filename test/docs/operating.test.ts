import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { deployGuards } from '../../emulator/account/demo-pipelines.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { releaseRevision } from '../../emulator/stories/releases.ts';
import { COMMAND_EXAMPLES, Command } from '../../lambda/intake/command.ts';
import { finding } from '../../lambda/readiness/finding.ts';
import { QUOTA_FINDINGS } from '../../lib/doctor/quota-findings.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';
import { FixedNames } from '../support/fixed-names.ts';
import { messageWithoutLinks } from '../support/message-without-links.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FILE = join(import.meta.dirname, '../../docs/operating.md');
const DOCUMENT = readFileSync(FILE, 'utf8');

describe('docs/operating.md', () => {
  test('has only commands that the function understands, and every action among them', () => {
    const commands = [...DOCUMENT.matchAll(/\{"action":.*?\}/g)].map(([json]) => Command.parse(JSON.parse(json)));
    const actions = new Set(commands.map(({ action }) => action));
    expect([...actions].toSorted()).toEqual([...new Set(COMMAND_EXAMPLES.map(({ action }) => action))].toSorted());
  });

  test('lists exactly the findings of both catalogues, with their severity', () => {
    const rows = [...DOCUMENT.matchAll(/^\| `([a-z0-9-]+)` +\| (error|warning) +\| \S/gm)];
    expect(rows.map(([, code, severity]) => ({ code, severity }))).toEqual(
      [...Object.values(finding), ...Object.values(QUOTA_FINDINGS)].map(({ code, severity }) => ({ code, severity })),
    );
  });
});

describe('the incident of docs/operating.md', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.synthesize();
  });

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
  const nine = Date.parse('2026-03-03T09:00:00.000Z');
  const clock = new VirtualClock({ start: nine - MINUTE });
  const account = await deployment.startEmpty({ clock });
  const { cloudWatch } = account;
  const { script } = account.codePipeline;
  const blocks = new Map<string, string>();
  const names = new FixedNames();
  const keepMessage = (name: string) => {
    const last = account.topics.published.findLast(({ topicArn }) => topicArn === account.stacks[0]?.outputs.TopicArn);
    blocks.set(name, names.in(messageWithoutLinks(`Subject: ${last?.subject}\n\n${last?.message}`)));
  };
  const keepAnswer = async (name: string, command: object) => {
    const { payload } = await controllerOf(account).host.invoke(JSON.stringify(command));
    blocks.set(name, names.in(JSON.stringify(JSON.parse(payload), null, 2)));
  };
  const stage = { pipeline: 'shop', stage: 'Prod' };
  try {
    script.createPipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], actionMinutes: 1 });
    script.addHistory(
      'shop',
      ['v0', 'v1'].map((name, day) => ({ startTime: nine - (2 - day) * DAY, revision: releaseRevision(name) })),
    );
    for (const name of ['shop-5xx', 'shop-latency', 'shop-health']) cloudWatch.script.seedAlarm({ name });
    await deployGuards(account);
    await clock.run(nine);
    script.startExecution({ pipeline: 'shop', revision: releaseRevision('v2') });
    await clock.advance(5 * MINUTE);
    cloudWatch.script.setState('shop-5xx', 'ALARM');
    await clock.advance(MINUTE / 2);
    keepMessage('rolled-back');
    await keepAnswer('status', { action: 'status', ...stage });
    await clock.advance(2.5 * MINUTE);
    cloudWatch.script.setState('shop-5xx', 'OK');
    await clock.advance(10 * MINUTE);
    keepMessage('recovered');
    script.startExecution({ pipeline: 'shop', revision: releaseRevision('v3') });
    await clock.advance(40 * MINUTE);
    await keepAnswer('release', { action: 'release', ...stage, by: 'alice', reason: 'v3 has the fix' });
    keepMessage('released');
    await clock.advance(90 * MINUTE);
    await keepAnswer('history', { action: 'history', ...stage, limit: 2 });
  } finally {
    await account.stop();
  }
  return blocks;
}
