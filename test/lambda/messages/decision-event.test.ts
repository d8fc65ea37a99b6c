import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecisionDetail } from '../../../lambda/messages/decision-detail.ts';
import { decisionDetailOf } from '../../../lambda/messages/decision-event.ts';
import { messageOf } from '../../../lambda/messages/message.ts';
import { aBareEntry, anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';
import { anyEntry, anyName } from './any-entry.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const NOWHERE = aPlace({ partition: 'aws-elsewhere' });

const detailOf = (entry = anEntry()) => decisionDetailOf(KEY, entry, messageOf(KEY, entry, NOWHERE));

test('the event has for machines what the message has for people', () => {
  expect(detailOf(anEntry({ alarm: 'shop-5xx', frozen: true }))).toEqual({
    version: 1,
    id: 'alarm/shop-5xx/1',
    at: '2026-01-10T10:20:03.000Z',
    causedAt: '2026-01-10T10:20:00.000Z',
    pipeline: 'shop',
    stage: 'Prod',
    code: 'rollback',
    headline: 'Rolling back',
    sentence: 'roll back from bbbbbbbb to aaaaaaaa: alarm "shop-5xx" fired 10 min after the deployment ended',
    cause: 'alarm "shop-5xx"',
    alarm: { name: 'shop-5xx', reason: 'Threshold Crossed' },
    incident: '20260110-102000-bbbb',
    suspect: {
      executionId: 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb',
      startedAt: '2026-01-10T10:00:00.000Z',
      revisions: [{ action: 'Source', id: 'c0ffeeb', summary: 'Release b' }],
    },
    target: {
      executionId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
      startedAt: '2026-01-10T08:00:00.000Z',
      revisions: [{ action: 'Source', id: 'c0ffeea', summary: 'Release a' }],
    },
    rollbackExecutionId: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    frozen: true,
    nextStep: {
      text: 'Mend the release. When the fix is ready, release the freeze with the first event. Was the rollback wrong? Once it is through, the second takes it back:',
      commands: [
        { action: 'release', pipeline: 'shop', stage: 'Prod' },
        { action: 'undo', pipeline: 'shop', stage: 'Prod' },
      ],
    },
    links: [{ label: 'Runbook', url: 'https://wiki.example.com/runbook#a-wrong-rollback' }],
  });
});

test('the event that crosses a barrier keeps to the schema', () => {
  const detail = detailOf(anEntry({ code: 'hold', reason: 'barrier' }));
  expect(detail.nextStep.commands).toContainEqual(expect.objectContaining({ acrossBarrier: true }));
  expect(DecisionDetail.parse(detail)).toEqual(detail);
});

test('what is not known is left out', () => {
  const detail = detailOf(aBareEntry({ code: 'paused' }));
  for (const member of ['reason', 'alarm', 'incident', 'suspect', 'target', 'rollbackExecutionId', 'frozen']) {
    expect(detail).not.toHaveProperty(member);
  }
});

test('whatever the names and texts are, the event keeps to its schema and fits into PutEvents', () => {
  return fc.assert(
    fc.property(anyName, anyName, anyEntry, (pipeline, stage, entry) => {
      const key = { pipeline, stage };
      const detail = decisionDetailOf(key, entry, messageOf(key, entry, aPlace()));
      const sent = JSON.stringify(detail);
      expect(DecisionDetail.parse(JSON.parse(sent))).toEqual(JSON.parse(sent));
      expect(Buffer.byteLength(sent)).toBeLessThan(250 * 1024);
    }),
  );
});
