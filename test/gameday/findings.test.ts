import { describe, expect, it } from 'vitest';
import { type Finding, Findings, observedText } from '../../lib/gameday/findings.ts';

function finding(findings: Findings, id: Finding['id']): Finding {
  const found = findings.all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found;
}

describe('findings', () => {
  it('agree where what was seen was expected, and differ where not', () => {
    const findings = new Findings();
    findings.saw('executionOrder', 'newestFirst');
    findings.saw('rollbackRuns', 'allButApprovals');
    expect(finding(findings, 'executionOrder').verdict).toBe('agrees');
    expect(finding(findings, 'rollbackRuns')).toMatchObject({ verdict: 'differs', observed: 'allButApprovals' });
  });

  it('take a time for as expected up to the most that it may be', () => {
    const findings = new Findings();
    findings.saw('stageStateDelayMillis', 1);
    findings.saw('alarmToRollbackMillis', 10_000);
    expect(finding(findings, 'stageStateDelayMillis')).toMatchObject({ verdict: 'differs', expected: 'at once' });
    expect(finding(findings, 'alarmToRollbackMillis').verdict).toBe('agrees');
    expect(observedText(finding(findings, 'alarmToRollbackMillis'))).toBe('10000 ms');
  });

  it('say of what was not tried why', () => {
    const findings = new Findings();
    findings.missed('liveTarget', 'the lab was on fire');
    expect(finding(findings, 'liveTarget')).toMatchObject({ verdict: 'not tried', why: 'the lab was on fire' });
    expect(finding(findings, 'executionOrder')).toMatchObject({ verdict: 'not tried', why: 'the day ended before' });
  });

  it('keep what was seen first', () => {
    const findings = new Findings();
    findings.saw('executionOrder', 'newestFirst');
    findings.saw('executionOrder', 'shuffled');
    expect(finding(findings, 'executionOrder').observed).toBe('newestFirst');
  });
});
