import { describe, expect, test } from 'vitest';
import { anAction, anApproval, aVisit, type Moment } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* CloudFormation in two actions, with an approval between: making a change set is not deploying it. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const fix = anExecution('3', { startedAt: at('09:10') });

describe('a change set that waits for its approval', () => {
  const prepare = (begins: Moment, ends: Moment) => anAction('Prepare', begins, ends, { mode: 'CHANGE_SET_REPLACE' });
  const execute = (begins: Moment, ends: Moment) => anAction('Execute', begins, ends, { mode: 'CHANGE_SET_EXECUTE' });
  const days = (time: string) => daysBefore(3, time);
  const before = aVisit(v1, [prepare(days('09:05'), days('09:06')), execute(days('09:06'), days('09:08'))]);
  const blamed = aVisit(v2, [prepare('09:03', '09:04'), execute('09:04', '09:06')]);
  const alarms = [anAlarmThat(goes('ALARM', '09:15'))];

  test('deploys nothing: an alarm blames what is live, and the approval keeps the rollback out', () => {
    const waits = aVisit(fix, [prepare('09:11', '09:12'), anApproval('09:12')]);
    const { told, targets } = play({ visits: [before, blamed, waits], alarms, until: '09:20' });
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'wait', reason: 'approval', suspect: { id: v2.id } }]);
  });

  test('has left what is live whole once it is rejected', () => {
    const rejected = aVisit(fix, [
      prepare('09:11', '09:12'),
      { ...anApproval('09:12', '09:14'), status: 'Failed' as const },
    ]);
    const { told, targets } = play({ visits: [before, blamed, rejected], alarms, until: '09:20' });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ at: at('09:15'), suspect: { id: v2.id } });
  });

  test('is no suspect where it is executed because of the alarm: it began to deploy then, not when it was made', () => {
    const approved = aVisit(fix, [prepare('09:11', '09:12'), anApproval('09:12', '09:25'), execute('09:25', '09:27')]);
    const { told, targets } = play({ visits: [before, blamed, approved], alarms, until: '09:45' });
    expect(targets).toEqual([]);
    expect(told).toContainEqual(expect.objectContaining({ code: 'hold', reason: 'suspect-replaced' }));
  });
});
