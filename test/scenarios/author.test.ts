import { beforeAll, expect, test } from 'vitest';
import { DecisionDetail } from '../../lambda/messages/decision-detail.ts';
import { Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;
const PUSH = { triggerType: 'WebhookV2', triggerDetail: 'arn:aws:codeconnections:us-east-1:123456789012:connection/1' };

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
});

test('who is woken reads who made the change, where a push to a Git provider started the execution', async () => {
  const account = await deployment.start();
  try {
    const { clock, cloudWatch, codePipeline } = account;
    const author = { displayName: 'Mary\nMajor', email: 'mary@example.com' };
    const revision = { revisionId: 'c0ffee', revisionSummary: 'Add basket' };
    codePipeline.script.startExecution({
      pipeline: 'shop',
      revision,
      trigger: { ...PUSH, triggerType: 'WebhookV2', author },
    });
    await clock.advance(5 * MINUTE);
    cloudWatch.script.setState('shop-5xx', 'ALARM');
    await clock.advance(MINUTE / 4);
    const [mail] = account.topics.published;
    expect(mail?.message).toContain('(c0ffee "Add basket" by Mary Major)');
    const [event] = account.eventBus.events.filter(({ source }) => source === 'rollback-controller');
    expect(DecisionDetail.parse(event?.detail).suspect).toMatchObject({ author: 'Mary Major' });
    expect(DecisionDetail.parse(event?.detail).target).not.toHaveProperty('author');
  } finally {
    await account.stop();
  }
});
