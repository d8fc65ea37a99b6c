import { expect, test } from 'vitest';
import type { Entry } from '../../../lambda/decision/entry.ts';
import { emailOf } from '../../../lambda/messages/email.ts';
import { messageOf } from '../../../lambda/messages/message.ts';
import { anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';

const mailOf = (of: Partial<Entry>) =>
  emailOf(messageOf({ pipeline: 'shop', stage: 'Prod' }, anEntry(of), aPlace())).text;

test.each<[string, Partial<Entry>, string]>([
  ['an alarm while deploying', { code: 'wait' }, 'the decision, for the end of what the text above names'],
  [
    'a redeploy',
    { code: 'redeploy', redeployment: true },
    'the stage, for the new execution to come through the stages before it',
  ],
  [
    'a rollback that takes long',
    { code: 'rollback-stuck', frozen: true },
    'the rollback, for what its execution waits for in the stage',
  ],
  [
    'a rollback kept out',
    { code: 'rollback-kept-out', frozen: true },
    'the rollback, for a person who lets it into the stage',
  ],
  ['a freeze', { code: 'not-recovered', frozen: true }, 'deployments to the stage, for the release of the freeze'],
])('the mail of %s says who or what waits', (_name, of, waiting) => {
  expect(mailOf(of)).toContain(`\nWaiting: ${waiting}\n`);
});

test.each<Partial<Entry>>([
  { code: 'recovered', frozen: false },
  { code: 'released' },
  { code: 'hold', reason: 'paused' },
])('the mail of %j names nobody: nothing waits', (of) => {
  expect(mailOf(of)).not.toContain('Waiting:');
});
