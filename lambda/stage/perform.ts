import type { Effect, Result, RollbackAnswer } from '../decision/effects.ts';
import type { Entry } from '../decision/entry.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Ports, RollbackLimit } from '../ports.ts';

type Hands = Pick<Ports, 'pipelines' | 'history' | 'announcer' | 'log' | 'breaker' | 'clock'>;

type TooMany = Extract<RollbackAnswer, { kind: 'too-many' }>;

/** Asks the breaker for the automatic rollback among the effects, beside the promise of it: the answer where it may not be called. */
export async function keptBack(
  { breaker, clock }: Hands,
  key: StageKey,
  effects: readonly Effect[],
  limit: RollbackLimit | undefined,
): Promise<TooMany | undefined> {
  const rollback = effects.find((effect) => effect.kind === 'rollback');
  if (rollback === undefined || !rollback.automatic || limit === undefined) return undefined;
  const admission = await breaker.enter(`${key.pipeline}/${key.stage}/${rollback.incident}`, clock(), limit);
  if (admission === 'entered') return undefined;
  return { kind: 'too-many', done: admission.full, max: limit.count, minutes: limit.minutes };
}

/**
 * Performs what was promised, all at once, but for what people are told, in order, and for what follows an accepted rollback. What comes of it
 * are facts of the next step.
 */
export async function perform(
  hands: Hands,
  key: StageKey,
  effects: readonly Effect[],
  tooMany?: TooMany,
): Promise<readonly Result[]> {
  const news = effects.filter((effect) => effect.kind === 'tell' && effect.entry.announce);
  const behind = effects.filter((effect) => effect.kind === 'freeze' && effect.ifAccepted);
  const others = effects.filter((effect) => !news.includes(effect) && !behind.includes(effect));
  const one = (effect: Effect) => performOne(hands, key, effect, tooMany);
  const act = async () => {
    const results = await Promise.all(others.map(one));
    const isAccepted = results.some((result) => result.kind === 'rollback' && result.answer.kind === 'accepted');
    return [...results, ...(isAccepted ? await Promise.all(behind.map(one)) : [])];
  };
  const [results, told] = await Promise.all([act(), inOrder(news, one)]);
  return [...results, ...told];
}

async function inOrder(
  effects: readonly Effect[],
  one: (effect: Effect) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const effect of effects) results.push(await one(effect));
  return results;
}

async function performOne(hands: Hands, key: StageKey, effect: Effect, tooMany?: TooMany): Promise<Result> {
  const { pipelines, log } = hands;
  switch (effect.kind) {
    case 'rollback': {
      const { target } = effect;
      if (tooMany !== undefined) return { kind: 'rollback', target, answer: tooMany };
      const answer = await pipelines.rollback(key, target);
      if (answer.kind !== 'accepted') log.warn('RollbackStage was not accepted', { ...key, target, ...answer });
      return { kind: 'rollback', target, answer };
    }
    case 'redeploy': {
      const answer = await pipelines.start(key, effect.redeployment, effect.incident);
      if (answer.kind !== 'accepted') log.warn('StartPipelineExecution was not accepted', { ...key, ...answer });
      return { kind: 'redeploy', answer };
    }
    case 'stop':
      return {
        kind: 'stop',
        execution: effect.execution,
        answer: await pipelines.stop(key, effect.execution, effect.reason),
      };
    case 'reject':
      return { kind: 'reject', execution: effect.execution, answer: await pipelines.reject(key, effect) };
    case 'freeze':
      return { kind: 'freeze', reason: effect.reason, answer: await pipelines.disableInbound(key, effect.reason) };
    case 'thaw':
      return { kind: 'thaw', reason: effect.reason, answer: await pipelines.enableInbound(key) };
    case 'tell':
      await tell(hands, key, effect.entry);
      return { kind: 'tell', entry: effect.entry.id };
  }
}

/**
 * Writes down what was decided or happened: logged, announced, appended to the history. The promise of it stands in the state until both are
 * done: a crash in between repeats a message rather than loses it. Answers what kept a channel from taking it.
 */
export async function tell(
  { history, announcer, log }: Pick<Ports, 'history' | 'announcer' | 'log'>,
  key: StageKey,
  entry: Entry,
): Promise<readonly string[]> {
  const [appended, problems] = await Promise.all([
    history.append(key, entry),
    entry.announce ? announcer.announce(key, entry) : [],
  ]);
  if (appended === 'appended') log.entry(key, entry);
  return problems;
}
