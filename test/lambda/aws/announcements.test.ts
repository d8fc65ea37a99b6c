import { expect, test } from 'vitest';
import { announcer, type Channel } from '../../../lambda/aws/announcements.ts';
import { anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';
import { Recorder } from '../../support/ports/recorder.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };

function anAwsError() {
  const metadata = { $metadata: { httpStatusCode: 403 } };
  return Object.assign(new Error('not authorized to perform: SNS:Publish'), metadata, { name: 'AuthorizationError' });
}

/** A channel that notes what it was given, then answers. */
function aChannel(name: string, answer: () => Promise<string | undefined>) {
  const told: string[] = [];
  const channel: Channel = {
    name,
    tell: async (_key, entry, message) => {
      told.push(`${message.headline} ${entry.id}`);
      return answer();
    },
  };
  return { channel, told };
}

const silent = async () => undefined;

test('every channel is told, whatever becomes of the others', async () => {
  const log = new Recorder();
  const refused = aChannel('topic', () => Promise.reject(anAwsError()));
  const answered = aChannel('event bus', async () => 'InternalException: try again');
  const fine = aChannel('chat topic', silent);
  const channels = [refused, answered, fine];

  await announcer(
    channels.map(({ channel }) => channel),
    aPlace(),
    log,
  ).announce(KEY, anEntry());

  expect(channels.map(({ told }) => told)).toEqual(Array(3).fill(['Rolling back alarm/shop-5xx/1']));
  expect(log.lines.map(({ details }) => details)).toEqual([
    expect.objectContaining({ problem: 'topic: AuthorizationError: not authorized to perform: SNS:Publish' }),
    expect.objectContaining({ problem: 'event bus: InternalException: try again' }),
  ]);
});

test('the channels are told at the same time', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const first = aChannel('first', () => promise);
  const last = aChannel('last', async () => {
    resolve(undefined);
    return undefined;
  });
  await announcer([first.channel, last.channel], aPlace(), new Recorder()).announce(KEY, anEntry());
  expect(last.told).toHaveLength(1);
});

test('an error that is not of AWS escapes, after every channel was told', async () => {
  const broken = aChannel('topic', () => Promise.reject(new TypeError('a defect')));
  const fine = aChannel('chat topic', silent);
  const announced = announcer([broken.channel, fine.channel], aPlace(), new Recorder()).announce(KEY, anEntry());
  await expect(announced).rejects.toThrow('a defect');
  expect(fine.told).toHaveLength(1);
});
