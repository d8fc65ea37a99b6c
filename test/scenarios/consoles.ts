import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, expect } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;
export const PROD = { pipeline: 'shop', stage: 'Prod' };
export const ALICE = { by: 'alice', reason: 'a test' };

const Answer = z.looseObject({ decision: z.string(), reason: z.string() });
const Entries = z.array(
  z.looseObject({ what: z.string(), by: z.string(), why: z.string(), code: z.string().optional() }),
);
export const Stages = z.array(z.looseObject({ stage: z.string() }));

/** For each test of a suite an account of its own with the example guards, and what a person does and sees in its consoles. */
export function consoles() {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await (await Deployment.synthesize()).start();
    return () => account.stop();
  });
  return consolesOf(() => account);
}

/** The same with one account for all tests of a suite: for those that leave it as they find it. */
export function sharedConsoles() {
  let account: LocalAccount;
  beforeAll(async () => {
    account = await (await Deployment.synthesize()).start();
    return () => account.stop();
  });
  return consolesOf(() => account);
}

function consolesOf(account: () => LocalAccount) {
  /** Invokes the deployed function as the console's Test button does. */
  async function command(event: object) {
    const { payload, functionError } = await controllerOf(account()).host.invoke(JSON.stringify(event));
    expect(functionError, payload).toBeUndefined();
    return Answer.parse(JSON.parse(payload));
  }

  async function history(key: object = PROD, limit = 20) {
    return Entries.parse((await command({ action: 'history', ...key, limit })).entries);
  }

  async function statusOf(stage = 'shop/Prod') {
    const { stages } = await command({ action: 'status' });
    return Stages.parse(stages).find((one) => one.stage === stage);
  }

  /** A bad release goes through to Prod; its id. */
  async function badRelease(): Promise<string> {
    const id = account().codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
    await account().clock.advance(5 * MINUTE);
    return id;
  }

  /** An incident: a bad release, its alarm, the rollback that takes an hour. Returns the bad execution and the rollback. */
  async function openIncident() {
    const bad = await badRelease();
    account().codePipeline.script.setActionDuration(PROD, 60);
    account().cloudWatch.script.setState('shop-5xx', 'ALARM');
    await account().clock.advance(2 * MINUTE);
    const [rollback] = account().codePipeline.script.acceptedRollbacks;
    if (rollback === undefined) throw new Error('the alarm was to lead to a rollback');
    return { bad, rollback: rollback.pipelineExecutionId };
  }

  /** Subjects of the e-mails; the chat form of a message has none. */
  function subjects(): string[] {
    return account().topics.published.flatMap(({ subject }) => subject ?? []);
  }

  /** Disables a rule of the deployed stack, as a person does; the name of the rule. */
  function disableRule(kind: RegExp): string {
    const rule = account()
      .stacks.flatMap(({ rules }) => rules)
      .find(({ name }) => kind.test(name));
    if (rule === undefined) throw new Error(`the stack has no rule ${kind}`);
    account().eventBus.putRule({ ...rule, enabled: false });
    return rule.name;
  }

  /** Whoever may change the table's policy can write; past the front door nothing asks for it. */
  async function writeRecord(key: string, expression: string, values: object): Promise<void> {
    const [table] = account().stacks.flatMap(({ tables }) => tables);
    await account().dynamoDb.operations.UpdateItem?.handle(
      {
        TableName: table?.tableName,
        Key: marshall({ pk: key, sk: 'record' }),
        UpdateExpression: expression,
        ExpressionAttributeValues: marshall(values),
      },
      { arn: 'arn:aws:iam::123456789012:user/administrator' },
    );
  }

  return {
    account,
    command,
    history,
    statusOf,
    badRelease,
    openIncident,
    subjects,
    disableRule,
    writeRecord,
  };
}
