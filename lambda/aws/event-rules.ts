import { type EventBridgeClient, ListRulesCommand, type Rule } from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';
import { ALARM_STATE_CHANGE, STAGE_STATE_CHANGE } from '../intake/event-form.ts';
import { parseJson } from '../intake/json.ts';
import type { EventRules } from '../ports.ts';
import { type EventRule, STAGE_STATES } from '../readiness/event-rule.ts';
import { reading } from './errors.ts';

/** The rules of the default event bus whose names start with the prefix; a call for every 100 of them (API:ListRules). */
export function eventBridgeRules(
  client: EventBridgeClient,
  prefix: string,
  ofSpoke: EventRules['ofSpoke'] = async () => 'not-found',
): EventRules {
  return {
    ofSpoke,
    all: () =>
      reading('the event rules of the controller', 'events:ListRules', async () => {
        const rules: EventRule[] = [];
        let nextToken: string | undefined;
        do {
          const page = await client.send(
            new ListRulesCommand({
              NamePrefix: prefix,
              Limit: 100,
              ...(nextToken !== undefined && { NextToken: nextToken }),
            }),
          );
          rules.push(...(page.Rules ?? []).map((rule) => toEventRule(rule)));
          nextToken = page.NextToken;
        } while (nextToken !== undefined);
        return rules;
      }),
  };
}

function toEventRule({ Name: name = '', State, EventPattern = '' }: Rule): EventRule {
  return { name, enabled: State !== 'DISABLED', matches: matchedBy(parseJson(EventPattern)) };
}

const Texts = z.array(z.string());
const Pattern = z.strictObject({ source: Texts, 'detail-type': Texts, detail: z.unknown() });
const AlarmDetail = z.strictObject({ state: z.strictObject({ value: Texts }) });
const StageDetail = z.strictObject({ state: Texts });

/** Our own patterns hold plain values only. One with anything else was edited and may match less than it seems to, so it counts for nothing. */
function matchedBy(pattern: unknown): EventRule['matches'] {
  const { data } = Pattern.safeParse(pattern);
  if (data === undefined) return 'others';
  const isFor = (source: string, detailType: string) =>
    data.source.includes(source) && data['detail-type'].includes(detailType);
  const alarm = AlarmDetail.safeParse(data.detail).data;
  if (isFor('aws.cloudwatch', ALARM_STATE_CHANGE) && alarm?.state.value.includes('ALARM')) return 'alarms';
  const stage = StageDetail.safeParse(data.detail).data;
  const isEvery = STAGE_STATES.every((state) => stage?.state.includes(state));
  return isFor('aws.codepipeline', STAGE_STATE_CHANGE) && isEvery ? 'stages' : 'others';
}
