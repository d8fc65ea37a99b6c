import { type ActionRun, isDeploying } from '../decision/action-run.ts';
import { byLocation, nameOf } from '../decision/alarm-arn.ts';
import type { ValueOf } from '../decision/asking.ts';
import type { Facts, Pages, Read, Rival, Want } from '../decision/facts.ts';
import { isSameStage, type StageKey, stageName } from '../decision/stage-key.ts';
import { CouldNotRead, type Page, type Ports } from '../ports.ts';

/** Runs a read of a port: an expected failure becomes a value, everything else escapes. */
export async function attempt<T>(read: Promise<T>): Promise<Read<T>> {
  try {
    return { ok: true, value: await read };
  } catch (error) {
    if (!(error instanceof CouldNotRead)) throw error;
    const { what, problem, transient } = error;
    return { ok: false, what, problem, transient };
  }
}

/** The ports that looking at a stage needs. */
export type Eyes = Pick<Ports, 'pipelines' | 'structures' | 'alarms' | 'guards' | 'history'> & {
  readonly records: Pick<Ports['records'], 'globalPause' | 'read'>;
};

/** What was read so far, and where its lists go on. */
export interface Observed {
  readonly facts: Facts;
  readonly tokens: { readonly recent?: string; readonly succeeded?: string; readonly actions?: string };
}

type Note = (observed: Observed) => Observed;

/** Reads what a step wants, all at once; the alarms of an account and region in one call. */
export async function observe(ports: Eyes, key: StageKey, before: Observed, wants: readonly Want[]): Promise<Observed> {
  const arns = [...new Set(wants.flatMap((want) => (want.fact === 'alarm' ? [want.arn] : [])))];
  const others = wants.filter(({ fact }) => fact !== 'alarm');
  const reads = [
    ...byLocation(arns).map((together) => readAlarms(ports, together)),
    ...others.map((want) => read(ports, key, before, want)),
  ];
  const notes = await Promise.all(reads);
  return notes.reduce((observed, note) => note(observed), before);
}

/** Alarms of one account and region share a call, and its failure; those of another are none the worse for it. */
async function readAlarms({ alarms }: Eyes, arns: readonly string[]): Promise<Note> {
  const seen = await attempt(alarms.describe(arns));
  const of = (arn: string): Facts['alarms'][string] => {
    if (!seen.ok) return { ...seen, what: `alarm "${nameOf(arn)}"` };
    return { ok: true, value: seen.value.find((alarm) => alarm.arn === arn) ?? 'not-found' };
  };
  const found = Object.fromEntries(arns.map((arn) => [arn, of(arn)]));
  return noting((facts) => ({ ...facts, alarms: { ...facts.alarms, ...found } }));
}

function noting(change: (facts: Facts) => Facts): Note {
  return ({ facts, tokens }) => ({ facts: change(facts), tokens });
}

async function read(ports: Eyes, key: StageKey, before: Observed, want: Want): Promise<Note> {
  const { pipelines, alarms, guards, history, records } = ports;
  switch (want.fact) {
    case 'guard':
      return one('guard', guards.of(key));
    case 'globalPause':
      return one('globalPause', records.globalPause());
    case 'stage':
      return one('stage', pipelines.stage(key));
    case 'structure':
      return one('structure', ports.structures.of(key.pipeline));
    case 'recent':
    case 'succeeded':
    case 'actions':
      return readPage(ports, key, want.fact);
    case 'more':
      return readPage(ports, key, want.of, before.tokens[want.of]);
    case 'history':
      return among('histories', want.alarm, attempt(alarms.transitions(want.alarm, want.since)));
    case 'execution':
      return among('executions', want.id, attempt(pipelines.execution(key, want.id)));
    case 'rivals':
      return among('rivals', want.alarm, attempt(rivalsOf(ports, key, want.alarm)));
    case 'recorded':
      return among('recorded', want.entry, history.has(key, { id: want.entry, causedAt: want.causedAt }));
    case 'alarm':
      throw new Error('alarms are read together');
  }
}

type Single = 'guard' | 'globalPause' | 'stage' | 'structure';

async function one<F extends Single>(fact: F, reading: Promise<ValueOf<NonNullable<Facts[F]>>>): Promise<Note> {
  const value = await attempt(reading);
  return noting((facts) => ({ ...facts, [fact]: value }));
}

type Several = 'histories' | 'executions' | 'rivals' | 'recorded';

async function among<F extends Several>(fact: F, name: string, reading: Promise<Facts[F][string]>): Promise<Note> {
  const value = await reading;
  return noting((facts) => ({ ...facts, [fact]: { ...facts[fact], [name]: value } }));
}

type Listed = 'recent' | 'succeeded' | 'actions';

/** A page of a list, behind those that were read before. */
async function readPage({ pipelines }: Eyes, key: StageKey, fact: Listed, token?: string): Promise<Note> {
  if (fact === 'actions') {
    const page = await attempt(pipelines.actions(key, token));
    return ({ facts, tokens }) => ({
      facts: { ...facts, actions: grown(token === undefined ? undefined : facts.actions, page) },
      tokens: withToken(tokens, fact, page),
    });
  }
  const page = await attempt(pipelines.executions(key, fact === 'recent' ? 'all' : 'succeeded-in-stage', token));
  return ({ facts, tokens }) => ({
    facts: { ...facts, [fact]: grown(token === undefined ? undefined : facts[fact], page) },
    tokens: withToken(tokens, fact, page),
  });
}

function grown<T>(before: Read<Pages<T>> | undefined, page: Read<Page<T>>): Read<Pages<T>> {
  if (!page.ok) return page;
  const earlier = before?.ok ? before.value.items : [];
  const { items, nextToken } = page.value;
  return { ok: true, value: { items: [...earlier, ...items], complete: nextToken === undefined } };
}

function withToken(tokens: Observed['tokens'], fact: Listed, page: Read<Page<unknown>>): Observed['tokens'] {
  const { [fact]: _, ...others } = tokens;
  const next = page.ok ? page.value.nextToken : undefined;
  return next === undefined ? others : { ...others, [fact]: next };
}

/** The other stages that an alarm guards: when they were last deployed to, and whether something is open there. */
async function rivalsOf({ guards, pipelines, records }: Eyes, own: StageKey, alarm: string): Promise<readonly Rival[]> {
  const keys = await guards.ofAlarm(alarm);
  const others = keys.filter((key) => !isSameStage(key, own));
  const rivals = await Promise.all(
    others.map(async (key) => {
      const [guard, state, actions] = await Promise.all([guards.of(key), records.read(key), actionsOf(pipelines, key)]);
      // An alarm may lead on to a stage that it does not guard: what a stack began to declare, and was refused.
      if (guard.kind === 'missing' || (guard.kind === 'found' && !guard.policy.alarms.includes(alarm))) return [];
      const deploying = actions.filter((run) => run.stage === key.stage && isDeploying(run, undefined));
      const deployedAt = deploying.map(({ beganAt }) => beganAt);
      return [{ stage: stageName(key), busy: state?.incident !== undefined, deployedAt }];
    }),
  );
  return rivals.flat();
}

/** A pipeline that nobody may look at keeps no other from being rolled back: what may not be read may hardly be rolled back either. */
async function actionsOf({ actions }: Eyes['pipelines'], key: StageKey): Promise<readonly ActionRun[]> {
  try {
    return (await actions(key)).items;
  } catch (error) {
    if (error instanceof CouldNotRead && !error.transient) return [];
    throw error;
  }
}
