import { describe, expect, it } from 'vitest';
import type { DeployedRule } from '../../emulator/account/template/deployed-stack.ts';
import type { EventBus } from '../../emulator/services/events/event-bus.ts';
import type { EventRules } from '../../lambda/ports.ts';
import { ALARM_RULE, plantRules, STAGE_RULE } from '../support/planted-rules.ts';

export interface EventRulesUnderTest {
  /** Of the rules whose names start with {@link RULES}. */
  readonly rules: EventRules;
  /** The account behind the port, without rules. */
  readonly eventBus: EventBus;
}

/** What every implementation of the EventRules port does. */
export function defineEventRulesContract(name: string, make: () => Promise<EventRulesUnderTest>): void {
  describe(`event rules ${name}`, () => {
    async function matchedBy(rule: DeployedRule) {
      const { rules, eventBus } = await make();
      eventBus.putRule(rule);
      return (await rules.all()).map(({ matches }) => matches);
    }

    it('tell what they match, and whether they are enabled', async () => {
      const { rules, eventBus } = await make();
      plantRules(eventBus);
      eventBus.putRule({ ...STAGE_RULE, enabled: false });
      expect(await rules.all()).toEqual([
        { name: 'controller-events-alarms', enabled: true, matches: 'alarms' },
        { name: 'controller-events-stages', enabled: false, matches: 'stages' },
      ]);
    });

    it('are those of this controller only', async () => {
      const { rules, eventBus } = await make();
      eventBus.putRule({ ...ALARM_RULE, name: 'other-controller-alarms-1' });
      expect(await rules.all()).toEqual([]);
    });

    it('are listed over pages: an event bus holds 300', async () => {
      const { rules, eventBus } = await make();
      const names = Array.from({ length: 300 }, (_, index) => `controller-${String(index).padStart(3, '0')}`);
      for (const one of names) eventBus.putRule({ ...ALARM_RULE, name: one });
      expect((await rules.all()).map((rule) => rule.name)).toEqual(names);
    });

    it('match others where they are on a schedule', async () => {
      const { eventPattern: _, ...daily } = ALARM_RULE;
      expect(await matchedBy({ ...daily, scheduleExpression: 'rate(1 day)' })).toEqual(['others']);
    });

    it.each<[string, DeployedRule, object]>([
      ['alarms but for those that go into ALARM', ALARM_RULE, { detail: { state: { value: ['OK'] } } }],
      ['alarms with more that must match', ALARM_RULE, { account: ['123456789012'] }],
      [
        'alarms with more of the state that must match',
        ALARM_RULE,
        { detail: { state: { value: ['ALARM'], reason: ['x'] } } },
      ],
      ['alarms by content filters', ALARM_RULE, { resources: [{ prefix: 'arn:aws:cloudwatch' }] }],
      ['alarms of another source', ALARM_RULE, { source: ['my.app'] }],
      ['another event of alarms', ALARM_RULE, { 'detail-type': ['CloudWatch Alarm Configuration Change'] }],
      ['stages without the end', STAGE_RULE, { detail: { state: ['STARTED'] } }],
      ['stages of another source', STAGE_RULE, { source: ['my.app'] }],
      ['whole executions', STAGE_RULE, { 'detail-type': ['CodePipeline Pipeline Execution State Change'] }],
    ])('match others where somebody has made them match %s', async (_, rule, edited) => {
      expect(await matchedBy({ ...rule, eventPattern: { ...rule.eventPattern, ...edited } })).toEqual(['others']);
    });
  });
}
