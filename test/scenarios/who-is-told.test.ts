import { expect, test } from 'vitest';
import { ALICE, consoles } from './consoles.ts';

const { account, command, subjects } = consoles();

const OPS = { protocol: 'email', endpoint: 'ops@example.com', isConfirmed: true };
const PENDING = { protocol: 'email', endpoint: 'boss@example.com', isConfirmed: false };

function subscribe(...subscriptions: readonly (typeof OPS)[]): void {
  for (const { arn } of account().topics.deployed) account().topics.list(arn, []);
  const [people] = account().topics.deployed.filter(({ arn }) => !arn.includes('Chat'));
  account().topics.list(people?.arn ?? '', subscriptions);
}

test('a test message goes where all messages go, and says to whom', async () => {
  subscribe(OPS, PENDING);
  expect(await command({ action: 'test-message', ...ALICE })).toEqual({
    action: 'test-message',
    decision: 'sent',
    reason: 'sent to email ops@example.com; not confirmed yet: email boss@example.com',
    subscribers: [OPS, PENDING],
  });
  expect(subjects()).toEqual(['Test message: controller/*']);
  expect(account().topics.published).toHaveLength(2);
});

test('a test message that could not be handed over says so', async () => {
  account().faults.add({ operation: 'Publish', fault: { kind: 'error', name: 'AuthorizationError', httpStatus: 403 } });
  expect(await command({ action: 'test-message', ...ALICE })).toMatchObject({
    decision: 'not-sent',
    reason: expect.stringMatching(/^it could not be handed over: topic: Authorization.*; chat topic: Authorization/),
  });
});

test.each([
  ['nobody', [], 'nobody is subscribed'],
  ['nobody who has confirmed', [PENDING], 'is confirmed (email boss@example.com)'],
])('a check warns where %s would be told, once', async (_, subscriptions, words) => {
  subscribe(...subscriptions);
  const warned = {
    stage: 'controller/*',
    readiness: 'ready-with-warnings',
    findings: [expect.objectContaining({ code: 'nobody-is-told', what: expect.stringContaining(words) })],
  };
  expect(await command({ action: 'check' })).toMatchObject({ decision: 'ready', controller: warned });
  await command({ action: 'check' });
  expect(subjects()).toEqual(['Readiness lost: controller/*']);
  subscribe(OPS);
  expect(await command({ action: 'check' })).not.toHaveProperty('controller');
  expect(subjects()).toEqual(['Readiness lost: controller/*', 'Readiness regained: controller/*']);
});

test('a check that may not list the subscriptions says so, and is ready all the same', async () => {
  account().faults.add({
    operation: 'ListSubscriptionsByTopic',
    fault: { kind: 'error', name: 'AuthorizationError', httpStatus: 403 },
  });
  expect(await command({ action: 'check' })).toMatchObject({
    decision: 'ready',
    controller: { readiness: 'unknown', unread: [expect.stringContaining('the subscriptions of the topics')] },
  });
  expect(subjects()).toEqual([]);
});
