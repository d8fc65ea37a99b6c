import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { DecisionDetail } from '../../lambda/messages/decision-detail.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;

let deployment: Deployment;
let account: LocalAccount;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
});

/** A bad deployment to shop/Prod whose alarm fires, up to just after the rollback was accepted. */
async function badDeployment(): Promise<void> {
  const { clock, cloudWatch, codePipeline } = account;
  codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
  await clock.advance(5 * MINUTE);
  cloudWatch.script.setState('shop-5xx', 'ALARM');
  await clock.advance(MINUTE / 4);
  expect(codePipeline.script.acceptedRollbacks).toHaveLength(1);
}

const topicNamed = (part: string) =>
  account.stacks.flatMap(({ topics }) => topics).find(({ topicName }) => topicName.includes(part))?.arn;
const chats = () => account.topics.published.filter(({ topicArn }) => topicArn === topicNamed('ChatTopic'));
const mails = () => account.topics.published.filter(({ topicArn }) => topicArn !== topicNamed('ChatTopic'));
const decisions = () => account.eventBus.events.filter(({ source }) => source === 'rollback-controller');

const Chat = z.object({
  source: z.literal('custom'),
  content: z.object({ title: z.string() }),
  metadata: z.object({ threadId: z.string() }),
});

test('a rollback is told by e-mail, to chats and to machines, with links into this account', async () => {
  account = await deployment.start();
  try {
    await badDeployment();
    const [mail] = mails();
    expect(mails()).toHaveLength(1);
    expect(mail?.subject).toBe('Rolling back: shop/Prod');
    expect(mail?.message).toContain('Frozen: yes');
    expect(mail?.message).toContain('region=us-east-1#dashboards/dashboard/RollbackController-us-east-1');

    const [event] = decisions();
    expect(decisions()).toHaveLength(1);
    expect(event).toMatchObject({
      'detail-type': 'Rollback Controller Decision',
      resources: ['arn:aws:codepipeline:us-east-1:123456789012:shop'],
    });
    const detail = DecisionDetail.parse(event?.detail);
    expect(detail).toMatchObject({ code: 'rollback', stage: 'Prod', alarm: { name: 'shop-5xx' }, frozen: true });

    expect(chats()).toHaveLength(1);
    const chat = Chat.parse(JSON.parse(chats()[0]?.message ?? ''));
    expect(chat).toMatchObject({
      content: { title: 'Rolling back: shop/Prod' },
      metadata: { threadId: detail.incident },
    });

    const invoked = controllerOf(account).host.invocations.length;
    await account.clock.advance(MINUTE / 12);
    expect(controllerOf(account).host.invocations).toHaveLength(invoked);
  } finally {
    await account.stop();
  }
});

test('one channel that refuses keeps neither the others from being told nor the incident from being closed', async () => {
  account = await deployment.start();
  try {
    const refusal = { kind: 'error', name: 'AuthorizationError', httpStatus: 403 } as const;
    account.faults.add({ service: 'sns', operation: 'Publish', fault: refusal });
    await badDeployment();
    expect(account.topics.published).toEqual([]);
    expect(decisions().map(({ detail }) => detail.code)).toEqual(['rollback']);
    account.cloudWatch.script.setState('shop-5xx', 'OK');
    await account.clock.advance(5 * MINUTE);
    expect(decisions().map(({ detail }) => detail.code)).toEqual(['rollback', 'recovered']);
    const lines = controllerOf(account).host.invocations.flatMap(({ logLines }) => logLines);
    expect(lines.filter((line) => line.includes('AnnouncementsFailed'))).not.toEqual([]);
  } finally {
    await account.stop();
  }
});
