import { describe, expect, it } from 'vitest';
import { gameDayPage } from '../../bin/gameday-page.ts';
import { gameDaySummary, planOf } from '../../bin/gameday-summary.ts';
import { dayOf } from '../../lib/gameday/day.ts';
import { Findings } from '../../lib/gameday/findings.ts';
import type { GameDayRecord } from '../../lib/gameday/rehearse.ts';

function record(changes: Partial<GameDayRecord> = {}): GameDayRecord {
  const findings = new Findings();
  findings.saw('executionOrder', 'newestFirst');
  findings.saw('rollbackRuns', 'allButApprovals');
  return {
    day: 'rollback-gameday-1',
    account: '111122223333',
    region: 'eu-west-1',
    from: Date.UTC(2026, 0, 10, 9, 30),
    to: Date.UTC(2026, 0, 10, 10),
    checks: [{ says: 'The stage was frozen', passed: true, detail: 'by <us>' }],
    findings: findings.all,
    happenings: [{ time: Date.UTC(2026, 0, 10, 9, 31), text: 'alarm: ALARM' }],
    problems: [],
    calledOff: false,
    left: [],
    ...changes,
  };
}

const text = (changes: Partial<GameDayRecord> = {}, keep = false) =>
  gameDaySummary(record(changes), keep)
    .map((line) => line.text)
    .join('\n');

describe('the summary of a game day', () => {
  it('puts each assumption beside what AWS did', () => {
    expect(text()).toContain('  agrees     ListPipelineExecutions is in order: newestFirst\n');
    expect(text()).toContain(
      '  DIFFERS    A rollback runs of its stage: allButApprovals, not allActions [rollbackRuns]\n',
    );
    expect(text()).toContain('  not tried  The filter succeededInStage lists rollbacks, too: the day ended before\n');
    expect(text()).toContain('1 of 49 assumptions differ.\nThe controller did all it should.');
  });

  it('says what failed, what went wrong and what still stands', () => {
    const bad = text({
      checks: [{ says: 'The stage was frozen', passed: false, detail: 'open' }],
      problems: ['a rollback: not within 600 s'],
      left: ['rollback-gameday-1'],
    });
    expect(bad).toContain('FAIL  The stage was frozen: open');
    expect(bad).toContain('PROBLEM: a rollback: not within 600 s');
    expect(bad).toContain('Left standing: rollback-gameday-1; npm run gameday -- --clean takes it down.');
    expect(bad).toContain('The game day did not come to a good end.');
  });

  it('takes a kept sandbox for a good end, and one that was left for none', () => {
    const left = ['rollback-gameday-1'];
    expect(text({ left }, true)).toContain('The controller did all it should.');
    expect(text({ left }, false)).toContain('The game day did not come to a good end.');
  });
});

describe('the plan of a game day', () => {
  it('names everything that will be made, and says where', () => {
    const plan = planOf(dayOf('rollback-gameday-1'), {
      account: '111122223333',
      region: 'eu-west-1',
      caller: 'me',
    }).join('\n');
    expect(plan).toContain('in account 111122223333, eu-west-1, as me');
    expect(plan).toContain('a stack      rollback-gameday-1:');
  });
});

describe('the page of a game day', () => {
  it('is complete in itself, and has markup of its own only', () => {
    const page = gameDayPage(record(), false);
    expect(page).toContain('by &lt;us&gt;');
    expect(page).toContain('<small>rollbackRuns</small>');
    expect(page).not.toMatch(/<(script|link|img)\b/);
    expect(page).toContain('<span class="verdict passed">passed</span>');
  });
});
