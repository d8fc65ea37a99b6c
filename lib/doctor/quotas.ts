import { type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ClientSettings } from '../../lambda/aws/clients.ts';
import { reading } from '../../lambda/aws/errors.ts';
import type { Concurrency } from './quota-findings.ts';

/** The room of a region, as AWS tells it. */
export interface Quotas {
  /** API:GetAccountSettings. Throws CouldNotRead. */
  concurrency(): Promise<Concurrency>;
  /** How many rules the default event bus has: a call for every 100 (API:ListRules). Throws CouldNotRead. */
  rules(): Promise<number>;
}

export function regionQuotas(
  eventBridge: EventBridgeClient,
  settings: ClientSettings,
  lambda = new LambdaClient(settings),
): Quotas {
  return {
    concurrency: () =>
      reading('how many invocations Lambda runs at once', 'lambda:GetAccountSettings', async () => {
        const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
        const { ConcurrentExecutions: account = 0, UnreservedConcurrentExecutions: unreserved = account } =
          AccountLimit ?? {};
        return { account, unreserved };
      }),

    rules: () =>
      reading('the rules of the default event bus', 'events:ListRules', async () => {
        let count = 0;
        let nextToken: string | undefined;
        do {
          const page = await eventBridge.send(
            new ListRulesCommand({ Limit: 100, ...(nextToken !== undefined && { NextToken: nextToken }) }),
          );
          count += page.Rules?.length ?? 0;
          nextToken = page.NextToken;
        } while (nextToken !== undefined);
        return count;
      }),
  };
}
