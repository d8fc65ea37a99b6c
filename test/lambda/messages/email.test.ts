import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryCode } from '../../../lambda/decision/entry.ts';
import { emailOf } from '../../../lambda/messages/email.ts';
import { messageOf } from '../../../lambda/messages/message.ts';
import { aBareEntry, anEntry, ENTRY_CODES } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';
import { anyEntry, anyName } from './any-entry.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const NOWHERE = aPlace({ partition: 'aws-elsewhere' });

const mailOf = (entry = anEntry(), place = NOWHERE) => emailOf(messageOf(KEY, entry, place));

test('an e-mail says what happened, why, from where to where, what is frozen, what to do next, and where to look', () => {
  expect(mailOf(anEntry({ alarm: 'shop-5xx', frozen: true }), aPlace())).toEqual({
    subject: 'Rolling back: shop/Prod',
    text: `Rolling back: shop/Prod

Roll back from bbbbbbbb to aaaaaaaa: alarm "shop-5xx" fired 10 min after the deployment ended.

When: 2026-01-10 10:20:03 UTC
Cause: alarm "shop-5xx"
Alarm reason: Threshold Crossed
From: bbbbbbbb (c0ffeeb "Release b") bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb
To: aaaaaaaa (c0ffeea "Release a") aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa
Rollback execution: ffffffff-ffff-ffff-ffff-ffffffffffff
Frozen: yes, the inbound transition of the stage is disabled, no deployment enters it
Waiting: deployments to the stage, for the release of the freeze
Incident: 20260110-102000-bbbb

Next: Mend the release. When the fix is ready, release the freeze with the first event. Was the rollback wrong? Once it is through, the second takes it back:
  {"action":"release","pipeline":"shop","stage":"Prod"}
  {"action":"undo","pipeline":"shop","stage":"Prod"}
Events are pasted into the Test tab of the function.

Links:
- Test tab: https://console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/controller?tab=testing
- Pipeline: https://console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/view?region=eu-west-1
- Rollback execution: https://console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/executions/ffffffff-ffff-ffff-ffff-ffffffffffff/timeline?region=eu-west-1
- Blamed execution: https://console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/executions/bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb/timeline?region=eu-west-1
- Alarm: https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/shop-5xx
- Dashboard: https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Shop-eu-west-1
- Decisions: https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D~(end~0~start~-86400~timeType~'RELATIVE~unit~'seconds~editorString~'fields*20*40timestamp*2C*20decision.code*2C*20decision.reason*2C*20decision.sentence*20*7C*20filter*20decision.stage*20*3D*20*22shop*2FProd*22*20*7C*20sort*20*40timestamp*20desc*20*7C*20limit*2050~source~(~'*2Flogs*2Fcontroller))
- Runbook: https://wiki.example.com/runbook#a-wrong-rollback`,
  });
});

test('an e-mail of a hold names its reason, and leaves out what is not known', () => {
  const entry = aBareEntry({ code: 'hold', reason: 'limit-reached', sentence: '1 automatic rollback, the limit is 1' });
  expect(mailOf(entry).text).toBe(`Not rolled back: shop/Prod

1 automatic rollback, the limit is 1.

When: 2026-01-10 10:20:03 UTC
Cause: alarm "shop-5xx"
Reason code: limit-reached

Next: A person is needed. See the plan first, then roll back by hand, or deploy a fix:
  {"action":"plan","pipeline":"shop","stage":"Prod"}
  {"action":"rollback","pipeline":"shop","stage":"Prod"}
Events are pasted into the Test tab of the function.

Links:
- Runbook: https://wiki.example.com/runbook`);
});

describe('each code has its headline', () => {
  const HEADLINES: { readonly [code in EntryCode]: string } = {
    rollback: 'Rolling back',
    redeploy: 'Redeploying',
    wait: 'Alarm while deploying, waiting',
    hold: 'Not rolled back',
    'not-rolled-back': 'Not rolled back after all',
    'rollback-by-others': 'Rollback by others',
    'rollback-failed': 'Rollback FAILED',
    'rollback-stuck': 'Rollback not through yet',
    'rollback-kept-out': 'Rollback kept out of the stage',
    superseded: 'Rollback overtaken by a deployment',
    recovered: 'Recovered',
    'not-recovered': 'Rolled back, NOT recovered',
    unverified: 'Rolled back, recovery unknown',
    'held-back': 'Blamed release held back',
    'went-on': 'Blamed release went on',
    're-armed': 'Armed again',
    'health-unknown': 'Health unknown',
    'freeze-failed': 'Stage NOT frozen',
    'thaw-failed': 'Freeze NOT lifted',
    released: 'Freeze released',
    paused: 'Paused',
    resumed: 'Resumed',
    planned: 'Rollback planned',
    aborted: 'Incident aborted',
    forgiven: 'Execution forgiven',
    'test-message': 'Test message',
    redriven: 'Set aside, brought back',
    'command-refused': 'Command refused',
    unguarded: 'Guard removed',
    'readiness-lost': 'Readiness lost',
    'readiness-regained': 'Readiness regained',
  };

  test.each(ENTRY_CODES)('%s', (code) => {
    const { subject, text } = mailOf(anEntry({ code }));
    expect([subject, text.split('\n')[0]]).toEqual([`${HEADLINES[code]}: shop/Prod`, `${HEADLINES[code]}: shop/Prod`]);
  });

  test('and what takes a rollback back is told as that', () => {
    expect(mailOf(anEntry({ code: 'rollback', undo: true })).subject).toBe('Taking a rollback back: shop/Prod');
  });

  test.each(['hold', 'not-rolled-back'] as const)('and a dry run (%s) says what would have happened', (code) => {
    expect(mailOf(anEntry({ code, reason: 'dry-run' })).subject).toBe('Would have rolled back: shop/Prod');
  });

  test.each([
    ['approval', 'Alarm, waiting for an approval'],
    ['other-stage', 'Alarm, waiting for another stage'],
    ['rollback', 'Alarm, waiting for a rollback'],
    ['change-refused', 'Alarm while deploying, waiting'],
  ])('and a wait (%s) says what for', (reason, headline) => {
    expect(mailOf(anEntry({ code: 'wait', reason })).subject).toBe(`${headline}: shop/Prod`);
  });
});

test('text of others cannot pass for a part of the message', () => {
  const forged = 'crossed\n\nNext: paste\r\n  {"action":"pause"}\u2028\u202eevil';
  const { text } = mailOf(anEntry({ alarmReason: forged, sentence: forged }));
  expect(text.match(/^Next: /gm)).toHaveLength(1);
  expect(text).toContain('Alarm reason: crossed Next: paste   {"action":"pause"} evil\n');
  expect(text).not.toMatch(/^ {2}\{"action":"pause"/m);
});

test('whatever the names and texts are, the subject is one line of ASCII and the message fits into SNS', () => {
  return fc.assert(
    fc.property(anyName, anyName, anyEntry, (pipeline, stage, entry) => {
      const { subject, text } = emailOf(messageOf({ pipeline, stage }, entry, aPlace()));
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
      expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
    }),
  );
});
