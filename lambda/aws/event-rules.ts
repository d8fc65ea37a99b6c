import { type EventBridgeClient, ListRulesCommand, type Rule } from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';
import type { Location } from '../decision/alarm-arn.ts';
import { parseJson } from '../intake/json.ts';
import type { EventRules } from '../ports.ts';
import { type EventRule, type Matched, STAGE_STATES } from '../readiness/event-rule.ts';
import { reading } from './errors.ts';

/** The rules of the default event bus whose names start with the prefix; a call for every 100 of them (API:ListRules). */
export function eventBridgeRules(client: EventBridgeClient, prefix: string, home: Location): EventRules {
  return {
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
          rules.push(...(page.Rules ?? []).map((rule) => toEventRule(rule, home)));
          nextToken = page.NextToken;
        } while (nextToken !== undefined);
        return rules;
      }),
  };
}

function toEventRule(rule: Rule, home: Location): EventRule {
  const { Name: name = '', State, Description: description = '', EventPattern = '' } = rule;
  return { name, enabled: State !== 'DISABLED', description, matches: matchedBy(parseJson(EventPattern), home) };
}

const Texts = z.array(z.string());
const Pattern = z.strictObject({ source: Texts, 'detail-type': Texts, resources: Texts, detail: z.unknown() });
const AlarmDetail = z.strictObject({ state: z.strictObject({ value: Texts }) });
const StageDetail = z.strictObject({ stage: Texts, state: Texts });

/**
 * Our own patterns hold plain values only. One with anything else was edited and may match less than it seems to, so it
 * counts for nothing. EventBridge compares whole ARNs: those of another place match none of our events.
 */
function matchedBy(pattern: unknown, { partition, region, account }: Location): Matched {
  const { data } = Pattern.safeParse(pattern);
  if (data === undefined) return { kind: 'others' };
  const isFor = (source: string, detailType: string) =>
    data.source.includes(source) && data['detail-type'].includes(detailType);
  const named = (service: string, type: string) => {
    const before = `arn:${partition}:${service}:${region}:${account}:${type}`;
    return data.resources.filter((arn) => arn.startsWith(before)).map((arn) => arn.slice(before.length));
  };
  const alarm = AlarmDetail.safeParse(data.detail).data;
  if (isFor('aws.cloudwatch', 'CloudWatch Alarm State Change') && alarm?.state.value.includes('ALARM')) {
    return { kind: 'alarms', alarms: data.resources };
  }
  const stage = StageDetail.safeParse(data.detail).data;
  if (
    isFor('aws.codepipeline', 'CodePipeline Stage Execution State Change') &&
    stage !== undefined &&
    STAGE_STATES.every((state) => stage.state.includes(state))
  ) {
    return { kind: 'stages', pipelines: named('codepipeline', ''), stages: stage.stage };
  }
  return { kind: 'others' };
}
