import { describe, expect, it } from 'vitest';
import type { DeployedRule } from '../../emulator/account/template/deployed-stack.ts';
import type { EventBus } from '../../emulator/services/events/event-bus.ts';
import type { EventRules } from '../../lambda/ports.ts';
import { alarmRuleDescription } from '../../lambda/readiness/event-rule.ts';
import { arnOf } from '../support/home.ts';
import { alarmRule, plantRules, stageRule } from '../support/planted-rules.ts';

export interface EventRulesUnderTest {
  /** Of the rules whose names start with {@link RULES}. */
  readonly rules: EventRules;
  /** The account behind the port, without rules. */
  readonly eventBus: EventBus;
}

const PROD = { pipeline: 'shop', stage: 'Prod' };
const GUARD = { ...PROD, alarms: ['shop-5xx', 'shop:latency'] };

/** What every implementation of the EventRules port does. */
export function defineEventRulesContract(name: string, make: () => Promise<EventRulesUnderTest>): void {
  describe(`event rules ${name}`, () => {
    async function matchedBy(rule: DeployedRule) {
      const { rules, eventBus } = await make();
      eventBus.putRule(rule);
      return (await rules.all()).map(({ matches }) => matches);
    }

    it('tell which alarms and which stages they match, of whom they are, and whether they are enabled', async () => {
      const { rules, eventBus } = await make();
      plantRules(eventBus, GUARD);
      eventBus.putRule({ ...stageRule(PROD), enabled: false });
      expect(await rules.all()).toEqual([
        {
          name: 'controller-shop-Prod-alarms-1',
          enabled: true,
          description: alarmRuleDescription(PROD),
          matches: { kind: 'alarms', alarms: GUARD.alarms.map(arnOf) },
        },
        {
          name: 'controller-shop-Prod-stage-1',
          enabled: false,
          description: expect.any(String),
          matches: { kind: 'stages', pipelines: ['shop'], stages: ['Prod'] },
        },
      ]);
    });

    it('are those of this controller only', async () => {
      const { rules, eventBus } = await make();
      eventBus.putRule({ ...alarmRule(GUARD), name: 'other-controller-alarms-1' });
      expect(await rules.all()).toEqual([]);
    });

    it('are listed over pages: an event bus holds 300', async () => {
      const { rules, eventBus } = await make();
      const names = Array.from({ length: 300 }, (_, index) => `controller-${String(index).padStart(3, '0')}`);
      for (const one of names) eventBus.putRule({ ...alarmRule(GUARD), name: one });
      expect((await rules.all()).map((rule) => rule.name)).toEqual(names);
    });

    it('match others where they are on a schedule', async () => {
      const { eventPattern: _, ...daily } = alarmRule(GUARD);
      expect(await matchedBy({ ...daily, scheduleExpression: 'rate(1 day)' })).toEqual([{ kind: 'others' }]);
    });

    it.each<[string, DeployedRule, object]>([
      ['alarms but for those that go into ALARM', alarmRule(GUARD), { detail: { state: { value: ['OK'] } } }],
      ['alarms with more that must match', alarmRule(GUARD), { account: ['123456789012'] }],
      [
        'alarms with more of the state that must match',
        alarmRule(GUARD),
        { detail: { state: { value: ['ALARM'], reason: ['x'] } } },
      ],
      ['alarms by content filters', alarmRule(GUARD), { resources: [{ prefix: 'arn:aws:cloudwatch' }] }],
      ['alarms of another source', alarmRule(GUARD), { source: ['my.app'] }],
      ['another event of alarms', alarmRule(GUARD), { 'detail-type': ['CloudWatch Alarm Configuration Change'] }],
      ['stages without the end', stageRule(PROD), { detail: { stage: ['Prod'], state: ['STARTED'] } }],
      ['stages of another source', stageRule(PROD), { source: ['my.app'] }],
      ['whole executions', stageRule(PROD), { 'detail-type': ['CodePipeline Pipeline Execution State Change'] }],
    ])('match others where somebody has made them match %s', async (_, rule, edited) => {
      expect(await matchedBy({ ...rule, eventPattern: { ...rule.eventPattern, ...edited } })).toEqual([
        { kind: 'others' },
      ]);
    });
  });
}
