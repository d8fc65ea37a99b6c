import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/decision/facts.ts';
import { lookAround } from '../../../lambda/decision/idle.ts';
import { withRelease } from '../../../lambda/decision/remembered.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { DAY } from '../../../lambda/decision/time.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  alarmsSeen,
  allOf,
  aRun,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  notSeen,
  occupiedBy,
  seen,
  theFacts,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const ok = (name: string) => anAlarm({ arn: arnOf(name), value: 'OK', since: at('09:00') });
const HEALTHY = alarmsSeen(ok('shop-5xx'), ok('shop-latency'));

function look(time: string, state: Partial<StageState>, facts: Partial<Facts> = {}) {
  const guard = seen({ kind: 'found' as const, policy: aGuard() });
  return lookAround(
    aTurn({ now: at(time), state: aState(state), facts: theFacts({ guard, alarms: HEALTHY, ...facts }) }),
  );
}

describe('a deployment on probation', () => {
  const automaticRollbacks = [{ suspect: 'earlier', at: at('09:00') }];
  const onProbation = { automaticRollbacks, probation: { executionId: BAD.id, endsAt: at('11:10') } };

  test('arms the stage again once it has outlived its bake time with every alarm OK', () => {
    const { state } = look('11:10', onProbation);
    expect(state.automaticRollbacks).toEqual([]);
    expect(state.promised).toMatchObject([{ code: 're-armed' }]);
  });

  test('does not before, however healthy it is', () => {
    const stage = notSeen('the state of the stage');
    expect(look('11:09', onProbation, { stage })).toMatchObject({ state: onProbation, wakeBy: at('11:10') });
  });

  test('does not where another is in the stage by then', () => {
    const another = anExecution('c', { startedAt: at('11:00') });
    const facts = { stage: seen(aStage({ occupant: occupiedBy(another) })), recent: allOf(another, BAD, GOOD) };
    expect(look('11:10', onProbation, facts).state).toMatchObject({ automaticRollbacks, promised: [] });
  });

  test('that was tried again bakes from the end of its last attempt', () => {
    const again = aRun(BAD, '10:30', '10:40');
    const facts = { actions: allOf(again, BAD_DEPLOYED, GOOD_DEPLOYED) };
    const { state } = look('10:41', { ...onProbation, changedAt: at('10:40') }, facts);
    expect(state.probation).toMatchObject({ executionId: BAD.id, endsAt: at('11:40') });
  });

  describe('that was tried again, of which no event told', () => {
    const lookAfter = (again: ReturnType<typeof aRun>, facts: Partial<Facts> = {}) =>
      look('11:10', onProbation, { actions: allOf(again, BAD_DEPLOYED, GOOD_DEPLOYED), ...facts });

    test('bakes from the end of its last attempt as well', () => {
      const endsAt = at('11:40');
      expect(lookAfter(aRun(BAD, '10:30', '10:40'))).toMatchObject({
        state: { automaticRollbacks, promised: [], probation: { executionId: BAD.id, endsAt } },
        wakeBy: endsAt,
      });
    });

    test('is looked at again while it is tried', () => {
      const stage = seen(aStage({ occupant: occupiedBy(BAD, 'InProgress') }));
      const { state, wakeBy } = lookAfter(aRun(BAD, '11:05', '11:05', { status: 'InProgress' }), { stage });
      expect([state, wakeBy]).toMatchObject([onProbation, at('11:15')]);
    });

    test('is on it no longer where it ended half-way', () => {
      const stage = seen(aStage({ occupant: occupiedBy(BAD, 'Failed') }));
      const half = aRun(BAD, '10:05', '10:10', { status: 'Failed' });
      const { state } = lookAfter(half, { stage, succeeded: allOf(GOOD), actions: allOf(half, GOOD_DEPLOYED) });
      expect(state).toMatchObject({ automaticRollbacks, promised: [] });
      expect(state.probation).toBeUndefined();
    });
  });

  test('of which nobody can tell any more what its actions did is on it for a day at most', () => {
    const facts = { stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) };
    expect(look('11:10', onProbation, facts)).toMatchObject({ state: onProbation, wakeBy: at('11:15') });
    const later = { ...onProbation, probation: { ...onProbation.probation, endsAt: at('11:09') - DAY } };
    expect(look('11:10', later, facts).state).toMatchObject({ automaticRollbacks, promised: [] });
    expect(look('11:10', later, facts).state.probation).toBeUndefined();
  });

  describe('whose alarms stay without data', () => {
    const silent = alarmsSeen(
      anAlarm({ arn: arnOf('shop-5xx'), value: 'INSUFFICIENT_DATA', since: at('09:00') }),
      ok('shop-latency'),
    );
    const tell = (rollbacks: StageState['automaticRollbacks'], but: Parameters<typeof aGuard>[0] = {}) => {
      const probation = { executionId: BAD.id, endsAt: at('11:09') - DAY };
      const guard = seen({ kind: 'found' as const, policy: aGuard(but) });
      return look('11:10', { automaticRollbacks: rollbacks, probation }, { alarms: silent, guard }).state;
    };

    test('leaves automatic rollback at its limit, and people are told', () => {
      const { promised } = tell(automaticRollbacks);
      expect(promised).toMatchObject([{ code: 'health-unknown' }]);
      expect(promised[0]?.sentence).toContain('automatic rollback stays at its limit until the command "rearm"');
    });

    test('leaves what counts below the limit, and people are told so', () => {
      expect(tell(automaticRollbacks, { maxAutomaticRollbacks: 2 }).promised[0]?.sentence).toContain(
        '1 of at most 2 automatic rollbacks counts until the command "rearm"',
      );
    });

    test('concerns nobody where the rollback has recovered and its freeze is released: nothing counts', () => {
      const state = tell([{ suspect: 'earlier', at: at('09:00'), recovered: true }]);
      expect(state.promised).toEqual([]);
      expect(state.probation).toBeUndefined();
    });
  });

  test('is none that ended half-way', () => {
    const half = [aRun(BAD, '10:05', '10:10', { status: 'Failed' }), GOOD_DEPLOYED];
    const facts = {
      stage: seen(aStage({ occupant: occupiedBy(BAD, 'Failed') })),
      succeeded: allOf(GOOD),
      actions: allOf(...half),
    };
    expect(look('10:20', { automaticRollbacks, changedAt: at('10:10') }, facts).state.probation).toBeUndefined();
    expect(look('10:20', { automaticRollbacks, changedAt: at('10:10') }).state.probation).toMatchObject({
      executionId: BAD.id,
    });
  });
});

describe('a change of the stage', () => {
  test('that cannot be read for a moment is looked at again', () => {
    const throttled = notSeen('the state of the stage', { transient: true });
    const { state, wakeBy } = look('10:20', { changedAt: at('10:19:50') }, { stage: throttled });
    expect(state.changedAt).toBe(at('10:19:50'));
    expect(wakeBy).toBe(at('10:20:10'));
  });

  test.each([
    ['is given up as a failure that people hear of', '10:06:00', false],
    ['is looked at again as long as the stage goes on changing, whatever the events say', '10:19:00', true],
  ])('that cannot be read for fifteen minutes %s', (_, changedAt, isLooking) => {
    const actions = [{ name: 'Deploy', status: 'Succeeded', changedAt: at(changedAt) }];
    const stage = seen(aStage({ occupant: occupiedBy(anExecution('unlisted')), actions }));
    const { state, failure } = look('10:21', { changedAt: at('10:05:50') }, { stage, recent: allOf(BAD, GOOD) });
    expect(state.changedAt !== undefined).toBe(isLooking);
    expect(failure !== undefined).toBe(!isLooking);
  });

  test.each([
    ['that just ended is followed', '10:30', 'rolling-back'],
    ['that ended before the recovery time is only remembered', '10:45', undefined],
  ])("which is somebody else's rollback %s", (_, time, phase) => {
    const rollback = aRollbackTo(GOOD, 'f', { startedAt: at('10:21') });
    const { state } = look(
      time,
      { changedAt: at('10:20') },
      {
        stage: seen(aStage({ occupant: occupiedBy(rollback) })),
        recent: allOf(rollback, BAD, GOOD),
        actions: allOf(aRun(rollback, '10:22', '10:24'), BAD_DEPLOYED, GOOD_DEPLOYED),
      },
    );
    expect(state.incident?.phase).toBe(phase);
    expect(state.releases).toContainEqual(expect.objectContaining({ execution: BAD, badSince: at('10:22') }));
  });
});

describe('a release that begins to deploy', () => {
  const detail = { status: 'InProgress' as const, version: 7, variables: [] };
  const executions = { [BAD.id]: seen({ ...detail, author: 'Mary Major' }) };
  const noted = ({ state }: ReturnType<typeof look>) => state.releases.find(({ execution }) => execution.id === BAD.id);

  test('is remembered with its author, whatever is noted of it later', () => {
    const first = look('10:20', { changedAt: at('10:10') }, { executions });
    expect(noted(first)?.execution.author).toBe('Mary Major');
    const again = withRelease(first.state, BAD, { blamedAt: at('10:25') });
    expect(again.releases.at(-1)).toMatchObject({ blamedAt: at('10:25'), execution: { author: 'Mary Major' } });
  });

  test('has none where no event named one', () => {
    const seenWithout = { executions: { [BAD.id]: seen(detail) } };
    expect(noted(look('10:20', { changedAt: at('10:10') }, seenWithout))?.execution).not.toHaveProperty('author');
  });
});
