import type { Defect, Showing } from '../../emulator/account/truth/defect.ts';
import { choose, type Dice } from './dice.ts';
import { MIX } from './mix.ts';
import { type Component, METRICS, type Setting, settingOf } from './setting.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday. The day before it the pipeline gets its first, good releases. */
export const START = Date.UTC(2026, 0, 5);
export const END = START + MIX.days * DAY;

/** A change that somebody pushes, whatever deciders do. */
export interface Push {
  readonly number: number;
  readonly at: number;
  readonly component: Component;
  readonly defect?: Defect;
  /** What is wrong with the component is mended by it, unknowingly. */
  readonly mends: boolean;
}

/** The newest release runs once more. */
export interface Rerun {
  readonly at: number;
  /** Built from a bad base image. */
  readonly defect?: Defect;
}

export interface Interval {
  readonly from: number;
  readonly until: number;
}

/** A cause that has nothing to do with a release, for one metric of one stage. */
export interface Cause extends Interval {
  readonly kind: 'platform' | 'noise' | 'no data';
  readonly stage: string;
  readonly metric: string;
  readonly by: number;
}

/** All that happens in a history without the people who react, and without the decider. */
export interface Plan {
  readonly setting: Setting;
  readonly pushes: readonly Push[];
  readonly reruns: readonly Rerun[];
  readonly causes: readonly Cause[];
  readonly platform: readonly Interval[];
  /** A person closes the way into Prod. */
  readonly releaseFreeze?: Interval;
  /** Somebody edits the pipeline: no execution before is a target any more. */
  readonly editedAt?: number;
}

export function planOf(dice: Dice): Plan {
  const setting = settingOf(dice);
  const platform = Array.from({ length: choose(dice.of('platform'), MIX.causes.platform) }, (_, n) => {
    const from = START + dice.of('platform', n).between(0, MIX.days * 24 * 60) * MINUTE;
    return { from, until: from + dice.in(MIX.causes.platformMinutes, 'platform minutes', n) * MINUTE };
  });
  const freezeFrom = START + dice.of('freeze').between(0, (MIX.days - 3) * 24) * HOUR;
  const freezeHours = dice.in(MIX.pipeline.releaseFreezeHours, 'freeze hours');
  const pushes = pushesOf(dice, setting);
  return {
    setting,
    pushes,
    reruns: rerunsOf(dice, setting, pushes),
    causes: causesOf(dice, setting, platform),
    platform,
    ...(dice.percent(MIX.pipeline.releaseFreezePercent, 'has freeze') && {
      releaseFreeze: { from: freezeFrom, until: freezeFrom + freezeHours * HOUR },
    }),
    ...(dice.percent(MIX.pipeline.editedPercent, 'has edit') && {
      editedAt: START + dice.of('edit').between(24, MIX.days * 24) * HOUR,
    }),
  };
}

function pushesOf(dice: Dice, setting: Setting): readonly Push[] {
  const times = [START - 12 * HOUR, START - 10 * HOUR, START - 8 * HOUR];
  const first = times.length;
  const usual = dice.in(MIX.releases.aDay, 'a day');
  const [from, until] = MIX.releases.hours;
  for (let day = 0; day < MIX.days; day++) {
    if (day % 7 > 4 && !dice.percent(MIX.releases.weekendPercent, 'weekend', day)) continue;
    const [least, most] = MIX.releases.aDay;
    const number = Math.min(most, Math.max(least, usual + dice.of('that day', day).between(-1, 1)));
    const minute = dice.of('minutes', day);
    for (let n = 0; n < number; n++) {
      times.push(START + day * DAY + minute.between(from * 60, until * 60 - 1) * MINUTE + n * 1000);
    }
  }
  if (dice.percent(MIX.pipeline.burstPercent, 'has burst')) {
    const begin =
      START + dice.of('burst day').between(1, MIX.days - 1) * DAY + dice.of('burst hour').between(from, until) * HOUR;
    for (let n = 0; n < MIX.pipeline.burstReleases; n++) times.push(begin + n * 6 * MINUTE);
  }
  return times
    .sort((one, other) => one - other)
    .map((at, number) => ({
      number,
      at,
      component: setting.components[dice.of('component', number).between(0, setting.components.length - 1)] ?? 'App',
      mends: dice.percent(MIX.releases.mendedUnknowinglyPercent, 'mends', number),
      ...(number >= first &&
        dice.percent(MIX.releases.badPercent, 'bad', number) && { defect: defectOf(dice, `of change ${number}`) }),
    }));
}

function rerunsOf(dice: Dice, setting: Setting, pushes: readonly Push[]): readonly Rerun[] {
  return pushes
    .filter(({ at, number }) => at > START && dice.percent(MIX.releases.rerunPercent, 'rerun', number, setting.mode))
    .map(({ at, number }) => ({
      at: at + dice.of('rerun after', number).between(10, 240) * MINUTE,
      ...(dice.percent(MIX.releases.badTwinPercent, 'bad twin', number) && {
        defect: defectOf(dice, `of the image under change ${number}`),
      }),
    }));
}

/** A defect that shows in one of the metrics at least. */
export function defectOf(dice: Dice, name: string): Defect {
  const chance = dice.of('defect', name);
  const [least, most] = MIX.defects.raisedBy;
  const first = chance.between(0, METRICS.length - 1);
  return {
    name,
    raises: METRICS.filter((_, n) => n === first || n === 0 || chance.percent(MIX.defects.otherMetricPercent)).map(
      (metric) => ({ metric, by: chance.between(least, most) }),
    ),
    shows: showingOf(dice, name),
  };
}

function showingOf(dice: Dice, name: string): Showing {
  const { kinds, atOnceMinutes, slowlyMinutes, lateMinutes, peak, night } = MIX.defects;
  const after = (range: readonly [number, number]): Showing => ({
    kind: 'after',
    minutes: dice.in(range, 'shows after', name),
  });
  switch (choose(dice.of('shows', name), kinds)) {
    case 'at once':
      return after(atOnceMinutes);
    case 'slowly':
      return after(slowlyMinutes);
    case 'late':
      return after(lateMinutes);
    case 'at peak hours':
      return { kind: 'daily', from: peak[0], until: peak[1] };
    case 'at night':
      return { kind: 'daily', from: night[0], until: night[1] };
  }
}

function causesOf(dice: Dice, setting: Setting, platform: readonly Interval[]): readonly Cause[] {
  const { causes, defects } = MIX;
  const gap = dice.percent(causes.gapPercent, 'has gap') ? [intervalIn(dice, causes.gapMinutes, 'gap')] : [];
  const nights = setting.quietNights
    ? Array.from({ length: MIX.days }, (_, day) => {
        const from = START + day * DAY + dice.of('quiet', day).between(60, 240) * MINUTE;
        return { from, until: from + dice.in(causes.quietMinutes, 'quiet minutes', day) * MINUTE };
      })
    : [];
  return setting.stages.flatMap(({ name: stage, guard }) =>
    (guard?.alarms ?? []).flatMap(({ metric, datapointsToAlarm }): Cause[] => {
      const by = dice.in(defects.raisedBy, stage, metric, 'by');
      const struck = platform.filter((_, n) => dice.percent(causes.platformMetricPercent, 'struck', stage, metric, n));
      const blips =
        datapointsToAlarm > 1
          ? dice.in(causes.blips, stage, metric, 'blips')
          : Number(dice.percent(causes.blipOfSingleDatapointPercent, stage, metric, 'blip'));
      const noise = Array.from({ length: blips }, (_, n) => {
        const from = START + dice.of(stage, metric, 'blip', n).between(0, MIX.days * 24 * 60 - 1) * MINUTE;
        return { from, until: from + MINUTE };
      });
      return [
        ...struck.map((one): Cause => ({ kind: 'platform', stage, metric, by, ...one })),
        ...noise.map((one): Cause => ({ kind: 'noise', stage, metric, by, ...one })),
        ...[...gap, ...nights].map((one): Cause => ({ kind: 'no data', stage, metric, by: 0, ...one })),
      ];
    }),
  );
}

function intervalIn(dice: Dice, minutes: readonly [number, number], name: string): Interval {
  const from = START + dice.of(name).between(0, MIX.days * 24 * 60) * MINUTE;
  return { from, until: from + dice.in(minutes, name, 'minutes') * MINUTE };
}
