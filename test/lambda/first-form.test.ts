import { describe, expect, test } from 'vitest';
import type { Incident } from '../../lambda/decision/incident.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { parseState, STATE_FORM } from '../../lambda/stage/state-form.ts';
import { BAD, executionId, GOOD } from '../support/builders/executions.ts';
import { at } from '../support/builders/moments.ts';
import {
  FIRST_INCIDENT,
  type FirstMemory,
  FREEZE_REASON,
  firstAlarmCause,
  firstMemories,
  withArn,
} from '../support/first-edition.ts';
import { arnOf, HOME } from '../support/home.ts';

const ROLLBACK = executionId('f');
const memories = firstMemories({ suspect: BAD, target: GOOD, rollback: ROLLBACK });
const NAMES = Object.keys(memories).filter((name): name is FirstMemory => name in memories);

/** The state of today out of a record of the first edition. */
function carried(name: FirstMemory): StageState {
  const parsed = parseState(1, memories[name], HOME);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function incidentOf<P extends Incident['phase']>(name: FirstMemory, phase: P): Extract<Incident, { phase: P }> {
  const { incident } = carried(name);
  const isOfPhase = (one: Incident | undefined): one is Extract<Incident, { phase: P }> => one?.phase === phase;
  if (!isOfPhase(incident)) throw new Error(`it is ${incident?.phase ?? 'idle'}`);
  return incident;
}

describe('a record of the first edition is carried over', () => {
  test.each(NAMES)('%s: into a state that can be stored and read again', (name) => {
    const state = carried(name);
    expect(parseState(STATE_FORM, JSON.parse(JSON.stringify(state)), HOME)).toEqual({ ok: true, value: state });
    expect(state.wakeAt).toBe(memories[name].wakeAt);
  });

  test.each(NAMES.filter((name) => 'incident' in memories[name]))('%s: with its incident', (name) => {
    const settings = {
      ...FIRST_INCIDENT.settings,
      alarms: FIRST_INCIDENT.settings.alarms.map(arnOf),
      downstream: 'tell',
    };
    expect(carried(name).incident).toMatchObject({ ...FIRST_INCIDENT, settings });
  });

  test('waiting: with the alarm that it is about, and the execution that it waits for', () => {
    const waiting = incidentOf('waiting', 'waiting');
    expect(waiting).toMatchObject({ occupant: BAD.id, waitsFor: 'deployment', suspect: { id: BAD.id } });
    expect(waiting.causes).toEqual([withArn(firstAlarmCause())]);
    expect(waiting).not.toHaveProperty('ending');
  });

  test('waiting for a stop: it is asked for again', () => {
    expect(incidentOf('waiting for a stop', 'waiting').ending).toEqual({ kind: 'stop', execution: BAD.id });
    expect(carried('waiting for a stop').freeze).toMatchObject({ condition: 'made', reason: FREEZE_REASON });
  });

  test('claimed: a call that may have been made is looked for, under every alarm that it is about', () => {
    const claimed = incidentOf('claimed', 'claimed');
    expect(claimed.causes).toEqual([firstAlarmCause(), firstAlarmCause('shop-latency')].map(withArn));
    expect(claimed).toMatchObject({ claimedAt: at('10:20:01'), calledAt: at('10:20:01'), refused: [] });
    expect(claimed.plan).toMatchObject({ suspect: BAD, target: GOOD, suspects: [BAD.id], occupant: BAD.id });
    expect(claimed).not.toHaveProperty('answered');
  });

  test('claimed: a doubt about the last refusal stays one', () => {
    expect(incidentOf('claimed, in doubt about a refusal', 'claimed')).toMatchObject({
      answered: true,
      unclear: true,
      refused: ['newer'],
      refusing: { since: at('10:20:02'), until: at('10:20:05') },
    });
  });

  test('claimed for an alarm that outlasted a rollback: that is an alarm like any other by now', () => {
    const { causes } = incidentOf('claimed for an alarm that outlasted a rollback', 'claimed');
    expect(causes).toEqual([expect.objectContaining({ kind: 'alarm', event: expect.anything() })]);
    expect(causes[0]).not.toHaveProperty('outlasted');
  });

  test('rolling-back: with the rollback that is followed', () => {
    const rollingBack = incidentOf('rolling-back', 'rolling-back');
    expect(rollingBack).toMatchObject({ rollbackExecutionId: ROLLBACK, acceptedAt: at('10:20:02') });
    expect(rollingBack.cause).toEqual(withArn(firstAlarmCause()));
    expect(carried('rolling-back').freeze).toEqual({
      reason: FREEZE_REASON,
      incident: rollingBack.id,
      since: at('10:20:02'),
      condition: 'made',
    });
  });

  test('rolling-back: an alarm that is covered and not written down is decided at the next look', () => {
    const { postponed, freeze, incident } = carried('rolling-back, with an alarm that is not written down');
    expect(postponed.map(({ cause }) => cause)).toEqual([withArn(firstAlarmCause('shop-latency'))]);
    expect(Math.max(...postponed.map(({ dueAt }) => dueAt))).toBeLessThan(at('10:21'));
    expect(freeze?.condition).toBe('lifted');
    expect(incident).toMatchObject({ overdueTold: true });
  });

  test('rolling-back what a person began: it is not taken for ours', () => {
    expect(incidentOf('rolling-back what a person began', 'rolling-back').cause.kind).toBe('observed');
  });

  test('verifying: since the same success', () => {
    expect(incidentOf('verifying', 'verifying')).toMatchObject({
      rollbackExecutionId: ROLLBACK,
      succeededAt: at('10:22'),
    });
  });

  test('idle: what is known bad, counted, frozen, paused and on probation stays so', () => {
    expect(carried('frozen, paused and on probation')).toMatchObject({
      releases: [{ execution: { id: BAD.id }, badSince: at('10:20:02') }],
      automaticRollbacks: [{ suspect: BAD.id, at: at('10:20:02') }],
      rollbacks: [{ executionId: ROLLBACK, causeId: firstAlarmCause().id }],
      freeze: { condition: 'released' },
      pause: { by: 'alice', since: at('11:00'), reason: 'load test' },
      probation: { executionId: 'next', endsAt: at('12:30') },
    });
  });

  test('with nothing in it, as an empty state', () => {
    expect(parseState(1, { knownBad: [], automaticRollbacks: [] }, HOME)).toEqual({ ok: true, value: EMPTY_STATE });
  });
});

test.each<[string, object, string]>([
  ['what is known bad is no list', { knownBad: 'none' }, 'releases'],
  ['its phase is unknown', { incident: { phase: 'resting', id: 'i', openedAt: 1, settings: {} } }, 'incident'],
  ['its pause is by nobody', { pause: { since: 1 } }, 'pause.by'],
])('a record of the first edition that somebody has edited is refused: %s', (_, but, place) => {
  const parsed = parseState(1, { knownBad: [], automaticRollbacks: [], ...but }, HOME);
  expect(parsed).toEqual({ ok: false, problem: expect.stringContaining(place) });
});
