import { describe, expect, test } from 'vitest';
import type { PipelineStructure } from '../../../../lambda/decision/pipeline-structure.ts';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';
import { REDEPLOYED } from '../../../support/played-pipeline.ts';

/* The way out where there is no target: the pipeline was edited this morning, then v2 was bad. */

const v1 = anExecution('1', { startedAt: daysBefore(4, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:56') });
const structure: PipelineStructure = {
  version: 7,
  type: 'V2',
  executionMode: 'SUPERSEDED',
  stages: ['Source', 'Staging', 'Prod'].map((name) => ({ name, actions: [] })),
  sources: [{ name: 'Source', provider: 'CodeCommit' }],
  variables: ['IMAGE'],
};
const edited: World = {
  visits: [deploys(v1, daysBefore(4, '09:02'), daysBefore(4, '09:03')), deploys(v2, '08:58', '09:00')],
  alarms: [anAlarmThat(goes('ALARM', '09:02'), goes('OK', '09:20'))],
  editedAt: '08:00',
  structure,
  variables: { [v1.id]: [{ name: 'IMAGE', value: '1.4.1' }] },
  orders: [asks('09:10', { action: 'redeploy', by: 'alice' })],
  until: '11:00',
};

function courseOf({ told, effects }: ReturnType<typeof play>) {
  return {
    told: told.map(({ code, reason }) => reason ?? code),
    effects: effects.map(({ kind }) => kind),
    starts: effects.filter(({ kind }) => kind === 'redeploy'),
  };
}

test('nothing happens by itself: people are told that there is no target', () => {
  expect(courseOf(play({ ...edited, orders: [] }))).toMatchObject({ told: ['no-eligible-target'], starts: [] });
});

test('the last good release is started with its revisions and variables under the id of the incident, let in, and followed to the recovery', () => {
  const played = play(edited);
  const { told, effects, starts } = courseOf(played);
  expect(starts).toMatchObject([
    {
      incident: played.told.find(({ code }) => code === 'redeploy')?.incident,
      redeployment: {
        revisions: [{ action: 'Source', type: 'COMMIT_ID', value: 'c0ffee1' }],
        variables: [{ name: 'IMAGE', value: '1.4.1' }],
      },
    },
  ]);
  expect(told).toEqual(['no-eligible-target', 'redeploy', 'recovered']);
  expect(effects).toEqual(['redeploy', 'freeze', 'thaw', 'freeze']);
  expect(played.occupant).toBe(REDEPLOYED);
  expect(played.told.find(({ code }) => code === 'redeploy')?.sentence).toContain(
    'runs through all of its stages (Source, Staging, Prod)',
  );
  expect(played.state.releases.find(({ execution }) => execution.id === v2.id)?.badSince).toBe(at('09:10'));
});

test('where another waits before the frozen stage, too, nobody is let in, and people are told', () => {
  const v3 = anExecution('3', { startedAt: at('09:09') });
  const world: World = { ...edited, queued: true, visits: [...edited.visits, deploys(v3, '09:11', '09:12')] };
  const played = play(world);
  expect(courseOf(played).told).toContain('rollback-kept-out');
  expect(courseOf(played).effects).not.toContain('thaw');
  expect(played.occupant).toBe(v2.id);
});

describe('is refused', () => {
  test('where a rollback would do, unless the person names the release', () => {
    const unedited: World = { ...edited, editedAt: 0, alarms: [anAlarmThat(goes('OK', daysBefore(9, '09:00')))] };
    expect(courseOf(play(unedited))).toMatchObject({ told: ['rollback-possible'], starts: [] });
    const named = [asks('09:10', { action: 'redeploy', target: v1.id })];
    expect(courseOf(play({ ...unedited, orders: named })).starts).toHaveLength(1);
  });

  test('while something runs in the stage, which may be the fix', () => {
    const fix = anExecution('3', { startedAt: at('09:08') });
    const world = { ...edited, visits: [...edited.visits, deploys(fix, '09:09', '09:15')] };
    expect(courseOf(play(world))).toMatchObject({ told: expect.arrayContaining(['stage-running']), starts: [] });
  });

  test('while an incident is open', () => {
    const again = [...(edited.orders ?? []), asks('09:11', { action: 'redeploy', by: 'bob' })];
    expect(courseOf(play({ ...edited, orders: again }))).toMatchObject({
      told: expect.arrayContaining(['incident-open']),
      starts: [{}],
    });
  });

  test('where the pipeline or a revision is gone', () => {
    const { structure: _, ...gone } = edited;
    expect(courseOf(play(gone)).told).toContain('stage-not-found');
    const renamed = { ...structure, sources: [{ name: 'App', provider: 'CodeCommit' }] };
    expect(courseOf(play({ ...edited, structure: renamed })).told).toContain('no-redeploy');
  });
});
