import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chatOf } from '../../lambda/messages/chat.ts';
import { decisionDetailOf } from '../../lambda/messages/decision-event.ts';
import { emailOf } from '../../lambda/messages/email.ts';
import { messageOf } from '../../lambda/messages/message.ts';
import { eventsOf } from '../../lib/monitoring/test-events.ts';
import { anEntry } from '../support/builders/entries.ts';
import { aPlace } from '../support/builders/places.ts';

const DOCUMENT = readFileSync('docs/messages.md', 'utf8');

const KEY = { pipeline: 'shop', stage: 'Prod' };
const ENTRY = anEntry({ alarm: 'shop-5xx', frozen: true });
const MESSAGE = messageOf(KEY, ENTRY, aPlace());

/** The code blocks below a heading. */
function blocksUnder(heading: string): string[] {
  const section = DOCUMENT.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/```\w+\n(.*?)\n```/gs)].map(([, block = '']) => block);
}

describe('docs/messages.md', () => {
  test('shows the e-mail that is sent', () => {
    expect(blocksUnder('E-mail')).toEqual([emailOf(MESSAGE).text]);
  });

  test('shows the notification that chats get', () => {
    const [notification = ''] = blocksUnder('Chats');
    expect(JSON.parse(notification)).toEqual(
      chatOf(MESSAGE, ENTRY, 'arn:aws:codepipeline:eu-west-1:111122223333:shop'),
    );
  });

  test('shows the event that machines get', () => {
    const [, detail = ''] = blocksUnder('Events');
    expect(JSON.parse(detail)).toEqual(decisionDetailOf(KEY, ENTRY, MESSAGE));
  });

  test('lists the saved test events', () => {
    const listed = [...DOCUMENT.matchAll(/^\| `([a-z-]+)` \| `(\{.*\})` \|$/gm)].map(([, name, event = '']) => [
      name,
      JSON.parse(event),
    ]);
    expect(listed).toEqual(Object.entries(eventsOf({ pipelineName: 'shop', stageName: 'Prod' })));
  });
});
