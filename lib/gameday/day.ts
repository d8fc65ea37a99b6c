import { randomBytes } from 'node:crypto';

/** The tag of everything that a game day makes; its value is the name of the day. */
export const TAG = 'rollback-game-day';

/** Names of everything of one game day. */
export interface Day {
  /** e.g. `rollback-gameday-20261126-2352-4f9a`: the name of the stack, and what every other name begins with. */
  readonly name: string;
  readonly bucket: string;
  /** The guarded pipeline: releases and the incident. */
  readonly shop: string;
  /** Where most assumptions are probed: stages that nobody guards. */
  readonly lab: string;
  readonly v1: string;
  readonly parallel: string;
  readonly optional: string;
}

/** Stages of the guarded pipeline and of the others. */
export const SOURCE = 'Source';
export const PROD = 'Prod';
/** Of all other pipelines: two quick actions, one after the other. */
export const DEPLOY = 'Deploy';
/** Of the lab: two approvals side by side, then an action. */
export const GATE = 'Gate';
/** Of the lab: an approval, and `onFailure: ROLLBACK`. */
export const AUTO = 'Auto';
/** Of the pipeline `optional`: its entry condition skips it when the variable says so. */
export const OPTIONAL = 'Optional';
export const VARIABLE = 'optional';
/** Another one, without a default. */
export const NEEDED = 'needed';

/** Of the metric that the alarm of the day watches. */
export const NAMESPACE = 'RollbackGameDay';
export const METRIC = 'Errors';

/**
 * Of the guard: so short that what a new pipeline released by itself is out of it, and thereby beyond suspicion, when the bad
 * release comes.
 */
export const BAKE_MINUTES = 10;
/** After that the controller counts a release as proven: the alarm's window of one minute, ten more, and one to be sure. */
export const PROVEN_MINUTES = 12;

/** Object keys in the day's bucket. */
export const RELEASE_KEY = 'source/release.zip';
export const LIVE_PREFIX = 'live';

/** @param now epoch milliseconds */
export function newDay(now: number): Day {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 13).replace('T', '-');
  return dayOf(`${PREFIX}${stamp}-${randomBytes(2).toString('hex')}`);
}

/** What the names of all days begin with. */
export const PREFIX = 'rollback-gameday-';

export function dayOf(name: string): Day {
  return {
    name,
    bucket: name,
    shop: `${name}-shop`,
    lab: `${name}-lab`,
    v1: `${name}-v1`,
    parallel: `${name}-parallel`,
    optional: `${name}-optional`,
  };
}

export function pipelinesOf(day: Day): readonly string[] {
  return [day.shop, day.lab, day.v1, day.parallel, day.optional];
}
