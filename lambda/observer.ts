import type { Execution, ExecutionId } from './decision/execution.ts';
import {
  findExecution,
  type LookUp,
  lookUp,
  type Observation,
  type Pages,
  type Read,
  stageIn,
} from './decision/observation.ts';
import { CouldNotRead, type Ports } from './ports.ts';
import type { StageKey } from './stage-key.ts';

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
export type Eyes = Pick<Ports, 'pipelines' | 'alarms'> & { readonly records: Pick<Ports['records'], 'globalPause'> };

/** A look at a stage that can be continued: facts that a decision asks for are read when it asks. */
export interface Look {
  readonly observation: Observation;
  readonly more: { readonly succeeded?: string; readonly all?: string };
}

/** Everything that most decisions need, read in parallel. */
export async function lookAt(ports: Eyes, key: StageKey, alarmNames: readonly string[]): Promise<Look> {
  const { pipelines, alarms, records } = ports;
  const [globalPause, stage, succeeded, all, seen] = await Promise.all([
    attempt(records.globalPause()),
    attempt(pipelines.stage(key)),
    attempt(pipelines.executions(key, 'succeeded-in-stage')),
    attempt(pipelines.executions(key, 'all')),
    attempt(alarmNames.length === 0 ? Promise.resolve([]) : alarms.describe(alarmNames)),
  ]);
  const pages = (page: typeof all): Read<Pages<Execution>> =>
    page.ok
      ? { ok: true, value: { items: page.value.executions, complete: page.value.nextToken === undefined } }
      : page;
  return {
    observation: { globalPause, stage, succeeded: pages(succeeded), recent: pages(all), alarms: seen },
    more: {
      ...(succeeded.ok && succeeded.value.nextToken !== undefined && { succeeded: succeeded.value.nextToken }),
      ...(all.ok && all.value.nextToken !== undefined && { all: all.value.nextToken }),
    },
  };
}

/** Reads the fact that a decision asked for. */
export async function lookFurther(ports: Eyes, key: StageKey, look: Look, asked: LookUp): Promise<Look> {
  const { pipelines, alarms } = ports;
  const { observation, more } = look;
  switch (asked.fact) {
    case 'run':
      return { ...look, observation: { ...observation, run: await attempt(pipelines.stageRun(key, asked.about)) } };
    case 'history': {
      const began = observation.run?.ok ? observation.run.value?.[0].beganAt : undefined;
      const history = await attempt(alarms.transitions(asked.about, began ?? 0));
      return { ...look, observation: { ...observation, history } };
    }
    case 'suspect-version': {
      const suspectVersion = await attempt(pipelines.executionVersion(key, asked.about));
      return { ...look, observation: { ...observation, suspectVersion } };
    }
    case 'more-succeeded': {
      const { items, token } = await nextPage(ports, key, 'succeeded-in-stage', observation.succeeded, more.succeeded);
      const { succeeded: _, ...rest } = more;
      return {
        observation: { ...observation, succeeded: items },
        more: { ...rest, ...(token !== undefined && { succeeded: token }) },
      };
    }
    case 'more-recent': {
      const { items, token } = await nextPage(ports, key, 'all', observation.recent, more.all);
      const { all: _, ...rest } = more;
      return {
        observation: { ...observation, recent: items },
        more: { ...rest, ...(token !== undefined && { all: token }) },
      };
    }
  }
}

async function nextPage(
  ports: Eyes,
  key: StageKey,
  which: 'succeeded-in-stage' | 'all',
  soFar: Read<Pages<Execution>>,
  token: string | undefined,
): Promise<{ readonly items: Read<Pages<Execution>>; readonly token?: string }> {
  if (!soFar.ok) return { items: soFar };
  const page = await attempt(ports.pipelines.executions(key, which, token));
  if (!page.ok) return { items: page };
  const { executions, nextToken } = page.value;
  const items: Read<Pages<Execution>> = {
    ok: true,
    value: { items: [...soFar.value.items, ...executions], complete: nextToken === undefined },
  };
  return { items, ...(nextToken !== undefined && { token: nextToken }) };
}

/** The look with the execution that is in the stage, on whatever page it is listed. */
export async function withOccupant(ports: Ports, key: StageKey, look: Look): Promise<Look> {
  const occupant = stageIn(look.observation.stage)?.occupant;
  return occupant === undefined ? look : (await executionIn(ports, key, look, occupant.executionId)).look;
}

/** An execution of the pipeline, following pages as far as needed; undefined where it is not listed. */
export async function executionIn(
  ports: Ports,
  key: StageKey,
  look: Look,
  id: ExecutionId,
): Promise<{ readonly look: Look; readonly execution: Read<Execution | undefined> }> {
  const { recent } = look.observation;
  const execution = findExecution(look.observation, id);
  if (execution !== undefined) return { look, execution: { ok: true, value: execution } };
  if (!recent.ok) return { look, execution: recent };
  if (recent.value.complete) return { look, execution: { ok: true, value: undefined } };
  return executionIn(ports, key, await lookFurther(ports, key, look, lookUp('more-recent', id)), id);
}
