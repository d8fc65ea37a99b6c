import { expect, test } from 'vitest';
import { redrive } from '../../../lambda/commands/redrive.ts';
import { encodeWatch, type WatchMessage } from '../../../lambda/intake/watch-message.ts';
import { at } from '../../support/builders/moments.ts';
import { pipelineStateChange } from '../../support/events/codepipeline.ts';
import { inertPorts } from '../../support/inert-ports.ts';
import { MemorySetAside } from '../../support/ports/memory-set-aside.ts';

const WATCH: WatchMessage = { pipeline: 'shop', stage: 'Prod', dueAt: at('10:21') };

/** What lies in the two queues is brought back; a port that no pointer leads to throws when it is touched. */
async function redriven({
  watches = [],
  events = [],
  fails = false,
}: {
  watches?: string[];
  events?: string[];
  fails?: boolean;
}) {
  const setAside = { watches: new MemorySetAside(...watches), events: new MemorySetAside(...events) };
  const sent: WatchMessage[] = [];
  const send = async (message: WatchMessage) => {
    if (fails) throw new Error('the queue is not there');
    sent.push(message);
  };
  const authors: string[] = [];
  const note = async (_: string, author: string) => {
    authors.push(author);
  };
  const { ports, entries } = inertPorts({ setAside, watches: { send }, authors: { note } });
  const answer = await redrive(
    { ports, options: { leaseMillis: 40_000 }, holder: 'a-request' },
    { id: 'redrive', at: at('10:20'), command: { action: 'redrive', by: 'alice' } },
  );
  return { answer, sent, authors, entries, left: { watches: setAside.watches.bodies, events: setAside.events.bodies } };
}

test('a watch message goes to the watch queue again, and is gone from where it lay', async () => {
  const { answer, sent, left, entries } = await redriven({ watches: [encodeWatch(WATCH)] });
  expect(sent).toEqual([WATCH]);
  expect(left).toEqual({ watches: [], events: [] });
  expect(answer.reason).toBe('1 watch message and 0 failed events were brought back');
  expect(entries.map(({ code }) => code)).toEqual(['redriven']);
});

test('where nothing lies there, that is answered, and nobody gets a message', async () => {
  const { answer, entries } = await redriven({});
  expect(answer.reason).toBe('0 watch messages and 0 failed events were brought back');
  expect(entries).toMatchObject([{ code: 'redriven', announce: false }]);
  const some = await redriven({ watches: [encodeWatch(WATCH)] });
  expect(some.entries).toMatchObject([{ announce: true }]);
});

test('what could not be sent again stays where it is', async () => {
  const { answer, left } = await redriven({ watches: [encodeWatch(WATCH)], fails: true });
  expect(left.watches).toEqual([encodeWatch(WATCH)]);
  expect(answer).toMatchObject({ refused: [{ why: 'the queue is not there' }] });
});

test.each([
  ['a command', { action: 'rollback', pipeline: 'shop', stage: 'Prod' }],
  [
    'a command that Lambda kept',
    { requestContext: {}, requestPayload: { action: 'rollback', pipeline: 'shop', stage: 'Prod' } },
  ],
])('%s that lies among the failed events is no order: it stays, with what to do', async (_name, event) => {
  const { answer, left } = await redriven({ events: [JSON.stringify(event)] });
  expect(left.events).toEqual([JSON.stringify(event)]);
  expect(answer).toMatchObject({
    refused: [{ why: expect.stringContaining('a command (rollback) is an order of whoever invoked the function') }],
  });
});

test('watch messages among the failed events are not taken: those come by their own queue', async () => {
  const Records = [{ messageId: 'a', eventSource: 'aws:sqs', body: encodeWatch(WATCH) }];
  const { answer, sent, left } = await redriven({ events: [JSON.stringify({ Records })] });
  expect(sent).toEqual([]);
  expect(left.events).toHaveLength(1);
  expect(answer).toMatchObject({ refused: [{ why: 'watch messages do not come to this queue' }] });
});

test('the name of who made a change is noted after all', async () => {
  const event = JSON.stringify(pipelineStateChange({ 'author-display-name': 'Mary Major' }));
  const { authors, left } = await redriven({ events: [event] });
  expect(authors).toEqual(['Mary Major']);
  expect(left.events).toEqual([]);
});
