import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatOf } from '../../../lambda/messages/chat.ts';
import { messageOf } from '../../../lambda/messages/message.ts';
import { aBareEntry, anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';
import { anyEntry, anyName } from './any-entry.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const ARN = 'arn:aws:codepipeline:eu-west-1:111122223333:shop';

const chat = (entry = anEntry(), place = aPlace({ partition: 'aws-elsewhere' })) =>
  chatOf(messageOf(KEY, entry, place), entry, ARN);

test('a chat notification has the form of custom notifications, in one thread for each incident', () => {
  expect(chat(anEntry({ code: 'recovered', sentence: 'every alarm of the guard is OK', frozen: true }))).toEqual({
    version: '1.0',
    source: 'custom',
    id: 'alarm/shop-5xx/1',
    content: {
      textType: 'client-markdown',
      title: 'Recovered: shop/Prod',
      description: `Every alarm of the guard is OK.
*When:* 2026-01-10 10:20:03 UTC
*Cause:* alarm "shop-5xx"
*Alarm reason:* Threshold Crossed
*From:* bbbbbbbb (c0ffeeb "Release b") bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb
*To:* aaaaaaaa (c0ffeea "Release a") aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa
*Rollback execution:* ffffffff-ffff-ffff-ffff-ffffffffffff
*Frozen:* yes, the inbound transition of the stage is disabled, no deployment enters it
*Waiting:* deployments to the stage, for the release of the freeze
*Incident:* 20260110-102000-bbbb
<https://wiki.example.com/runbook#a-wrong-rollback|Runbook>`,
      nextSteps: [
        'Mend the release. When the fix is ready, release the freeze with the first event. Was the rollback wrong? The last event takes it back:',
        '`{"action":"release","pipeline":"shop","stage":"Prod"}`',
        '`{"action":"undo","pipeline":"shop","stage":"Prod"}`',
      ],
      keywords: ['shop/Prod', 'recovered'],
    },
    metadata: {
      threadId: '20260110-102000-bbbb',
      summary: 'Recovered: shop/Prod',
      eventType: 'rollback-controller-recovered',
      relatedResources: [ARN],
    },
  });
});

test('what belongs to no incident is in no thread, and has its hold code as keyword', () => {
  const { metadata, content } = chat(aBareEntry({ code: 'hold', reason: 'alarm-muted' }));
  expect(metadata).not.toHaveProperty('threadId');
  expect(content.keywords).toEqual(['shop/Prod', 'hold', 'alarm-muted']);
});

test('links have their labels', () => {
  expect(chat(anEntry({ alarm: 'shop-5xx' }), aPlace()).content.description).toContain(
    '\n<https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/shop-5xx|Alarm>\n',
  );
});

test('text of others is shown as it is: no mention, no link, no markdown', () => {
  const { description } = chat(
    anEntry({ sentence: '<!channel> *@here* `code` <https://evil|x> [y](https://evil) & co' }),
  ).content;
  const [sentence = ''] = description.split('\n');
  expect(sentence).not.toMatch(/[<>`]/);
  expect(sentence).not.toMatch(/@h|\*@|\]\(/);
  expect(sentence.replaceAll('\u200b', '')).toBe(
    "&lt;!channel&gt; *@here* 'code' &lt;https://evil|x&gt; [y](https://evil) &amp; co.",
  );
});

test('what does not fit is left out by whole lines, with a note, and never the sentence', () => {
  const long = anEntry({ sentence: '<'.repeat(900), alarmReason: '&'.repeat(900), alarm: '😀'.repeat(127) });
  const { description } = chat(long, aPlace()).content;
  const lines = description.split('\n');
  expect(lines[0]).toHaveLength(4 * 900 + 1);
  expect(lines.at(-1)).toBe('(cut: the e-mail and the decision record have the rest)');
  expect(description).not.toContain('Alarm reason');
});

test('whatever the names and texts are, the notification is short', () => {
  return fc.assert(
    fc.property(anyName, anyName, anyEntry, (pipeline, stage, entry) => {
      const message = messageOf({ pipeline, stage }, entry, aPlace());
      const { title, description, keywords } = chatOf(message, entry, ARN).content;
      expect(title.length).toBeLessThanOrEqual(250);
      expect(description.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(4_000);
      for (const keyword of keywords) expect(keyword.length).toBeLessThanOrEqual(75);
      expect(description).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }),
  );
});
