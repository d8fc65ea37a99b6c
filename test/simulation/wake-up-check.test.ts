import { expect, test } from 'vitest';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { WakeUpCheck } from './wake-up-check.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const NOW = 1_000_000;

function open() {
  const records = new MemoryStageRecords();
  const queue = new MemoryWatchQueue(() => NOW);
  const check = new WakeUpCheck(KEY, records, queue);
  const remember = (memory: StageState) => records.put(KEY, { fence: 1, memory: JSON.stringify(memory) });
  return { queue, remember, violation: () => check.violation(NOW) };
}

const onProbation: StageState = { ...EMPTY_STATE, probation: { executionId: 'e', endsAt: NOW }, wakeAt: NOW };

test('nothing is open in a fresh stage, nor in one at rest', () => {
  const { remember, violation } = open();
  expect(violation()).toBeUndefined();
  remember(EMPTY_STATE);
  expect(violation()).toBeUndefined();
});

test('what is open without a message in the queue is a violation, once', () => {
  const { remember, violation } = open();
  remember(onProbation);
  expect(violation()).toBe('I4: shop/Prod is probation without an outstanding wake-up');
  expect(violation()).toBeUndefined();
});

test('what is open without a time to wake up is a violation', () => {
  const { remember, violation } = open();
  const { wakeAt: _, ...memory } = onProbation;
  remember(memory);
  expect(violation()).toBe('I4: shop/Prod is probation without a time to wake up');
});

test('it is noticed when the message leaves the queue while the record stays', async () => {
  const { queue, remember, violation } = open();
  await queue.send({ ...KEY, dueAt: NOW });
  remember(onProbation);
  expect(violation()).toBeUndefined();
  for (const { messageId } of queue.messages) queue.delete(messageId);
  expect(violation()).toBe('I4: shop/Prod is probation without an outstanding wake-up');
});

test.each([
  ['of another stage', { pipeline: 'shop', stage: 'Staging', dueAt: NOW }],
  ['that comes too late', { ...KEY, dueAt: NOW + 60_001 }],
])('a message %s is none', async (_, message) => {
  const { queue, remember, violation } = open();
  await queue.send(message);
  remember(onProbation);
  expect(violation()).toBe('I4: shop/Prod is probation without an outstanding wake-up');
});
