import { describe, expect, test } from 'vitest';
import { toExecution } from '../../../../lambda/aws/executions.ts';
import { describeChange, type Variable } from '../../../../lambda/decision/release.ts';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, executionId } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* Same revisions are not the same release, and messages name what differs (cases: pipeline-variables, what-changed). */

const revisions = [{ action: 'Source', id: 'f00dcafe' }];
const first = anExecution('1', { startedAt: daysBefore(2, '09:00'), revisions });
const second = anExecution('2', { startedAt: daysBefore(1, '09:00'), revisions });
const third = anExecution('3', { startedAt: at('08:58'), revisions });

function tagged(value: string): readonly Variable[] {
  return [{ name: 'IMAGE_TAG', value }];
}

const world: World = {
  visits: [
    deploys(first, daysBefore(2, '09:02'), daysBefore(2, '09:03')),
    deploys(second, daysBefore(1, '09:02'), daysBefore(1, '09:03')),
    deploys(third, '08:59', '09:00'),
  ],
  alarms: [anAlarmThat(goes('ALARM', '09:03'))],
  variables: { [first.id]: tagged('1.4.0'), [second.id]: tagged('1.4.1'), [third.id]: tagged('1.5.0') },
  until: '09:10',
};

describe('the commit stays, and a pipeline variable changes', () => {
  test('the release with the variable before is the target, and people read what differs', () => {
    const { targets, told } = play(world);
    expect(targets).toEqual([second.id]);
    expect(told.find(({ code }) => code === 'rollback')?.sentence).toContain('(IMAGE_TAG 1.5.0 -> 1.4.1)');
  });

  test('a person may name an older one', () => {
    const { targets } = play({
      ...world,
      alarms: [anAlarmThat()],
      orders: [{ at: at('09:05'), command: { action: 'rollback', target: first.id } }],
    });
    expect(targets).toEqual([first.id]);
  });

  test('the same variable once more is the same release: it is rolled back again, never to itself', () => {
    const again = anExecution('4', { startedAt: at('10:00'), revisions });
    const { targets } = play({
      ...world,
      visits: [...world.visits, deploys(again, '10:02', '10:03')],
      alarms: [anAlarmThat(goes('ALARM', '09:03'), goes('OK', '09:06'), goes('ALARM', '10:10'))],
      variables: { ...world.variables, [again.id]: tagged('1.5.0') },
      orders: [{ at: at('09:50'), command: { action: 'release' } }],
      until: '10:20',
    });
    expect(targets).toEqual([second.id, second.id]);
  });

  test('a variable that is too long to be remembered is read again, never taken for an equal one', () => {
    const long = (end: string) => tagged(`${'x'.repeat(200)}${end}`);
    const variables = { [first.id]: long('1'), [second.id]: long('2'), [third.id]: long('3') };
    expect(play({ ...world, variables }).targets).toEqual([second.id]);
  });
});

describe('what changed, for people', () => {
  function summarized(revisionSummary: string) {
    const sourceRevisions = [{ actionName: 'Source', revisionId: 'aaaa1111bbbb2222', revisionSummary }];
    return toExecution({ pipelineExecutionId: executionId('1'), startTime: new Date(0), sourceRevisions });
  }

  test.each([
    ['{"ProviderType":"GitHub","CommitMessage":"chore: adjust defaults\\n\\nlong body"}', 'chore: adjust defaults'],
    ['{"ProviderType":"Bitbucket","CommitMessage":"fix: the basket"}', 'fix: the basket'],
    [
      '{"ProviderType":"GitHub","CommitMessage":"fix: the \\"big\\" basket, which was cut o',
      'fix: the "big" basket, which was cut o',
    ],
    ['{"ProviderType":"GitHub","CommitMessage":"fix: cut within an escape \\', 'fix: cut within an escape'],
    ['{"ProviderType":"GitHub","Commit', undefined],
    ['{"ProviderType":"Bitbucket"}', undefined],
    ['{}', undefined],
    ['{ not JSON at all\nsecond line', '{ not JSON at all'],
    ['{scope} fix: no JSON', '{scope} fix: no JSON'],
    ['fix: plain\n\nlong body', 'fix: plain'],
  ])('of the summary %s it is the first line of the message, never JSON', (summary, line) => {
    expect(summarized(summary)?.revisions[0]?.summary).toBe(line);
  });

  function carrying(ids: Readonly<Record<string, string>>) {
    const revisions = Object.entries(ids).map(([action, id]) => ({ action, id }));
    return { execution: anExecution('1', { revisions }) };
  }

  test.each([
    [
      { App: 'aaaa1111bbbb2222', Config: 'c0002' },
      { App: 'aaaa1111bbbb2222', Config: 'c0001' },
      'Config c0002 -> c0001',
    ],
    [
      { App: 'sha256:9f86d081884c7d65', Config: 'c0001' },
      { App: 'sha256:2c26b46b68ffc68f', Config: 'c0001' },
      'App 9f86d081884c -> 2c26b46b68ff',
    ],
    [{ App: 'a1', Config: 'c2' }, { App: 'a1' }, 'Config c2 -> unknown'],
  ])('of several sources it is the one that differs', (from, to, change) => {
    expect(describeChange(carrying(from), carrying(to))).toBe(change);
  });

  test('of a digest it is its own first digits', () => {
    const image = (digest: string) => [{ action: 'Image', id: `sha256:${digest}` }];
    const old = anExecution('1', { startedAt: daysBefore(2, '09:00'), revisions: image('9f86d081884c7d65') });
    const fresh = anExecution('2', { startedAt: at('08:58'), revisions: image('2c26b46b68ffc68f') });
    const { told } = play({
      ...world,
      visits: [deploys(old, daysBefore(2, '09:02'), daysBefore(2, '09:03')), deploys(fresh, '08:59', '09:00')],
    });
    const sentence = told.find(({ code }) => code === 'rollback')?.sentence;
    expect(sentence).toContain('(2c26b46b68ff)');
    expect(sentence).toContain('(9f86d081884c)');
  });
});
