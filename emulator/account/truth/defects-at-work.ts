import type { Cancel, Clock, EpochMillis } from '../clock.ts';
import { type Defect, type Raise, showingAt } from './defect.ts';
import { releasesIn } from './live.ts';
import type { LiveChange } from './live-stages.ts';

/** A release as far as the truth needs it: one without defects is good. */
export interface FlawedRelease {
  readonly defects: readonly Defect[];
}

export interface DefectsAtWorkOptions<Release extends FlawedRelease> {
  readonly clock: Clock;
  /** A metric of the stage is raised from now on; returns what ends that. */
  readonly raise: (pipeline: string, stage: string, raise: Raise) => () => void;
  /** A defect of a live release begins to show. */
  readonly onShow?: (shown: {
    readonly at: EpochMillis;
    readonly pipeline: string;
    readonly stage: string;
    readonly release: Release;
    readonly defect: Defect;
  }) => void;
}

/** Raises the metrics of a stage while, and as long as, the defects of what is live there show. */
export class DefectsAtWork<Release extends FlawedRelease> {
  readonly #options: DefectsAtWorkOptions<Release>;
  /** By stage, what withdraws the defects of a release that is live there. */
  readonly #atWork = new Map<string, Map<Release, Cancel>>();

  constructor(options: DefectsAtWorkOptions<Release>) {
    this.#options = options;
  }

  /** What is live in a stage has changed. */
  onChange({ pipeline, stage, live }: LiveChange<Release>): void {
    const name = `${pipeline}/${stage}`;
    const atWork = this.#atWork.get(name) ?? new Map<Release, Cancel>();
    this.#atWork.set(name, atWork);
    const releases = releasesIn(live);
    for (const [release, withdraw] of atWork) {
      if (releases.includes(release)) continue;
      withdraw();
      atWork.delete(release);
    }
    for (const release of releases) {
      if (!atWork.has(release)) atWork.set(release, this.#begin(pipeline, stage, release));
    }
  }

  #begin(pipeline: string, stage: string, release: Release): Cancel {
    const since = this.#options.clock.now();
    const ends = release.defects.map((defect) => this.#show({ pipeline, stage, release, defect }, since));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Follows one defect from one change of its showing to the next, until it is withdrawn. */
  #show(
    shown: { readonly pipeline: string; readonly stage: string; readonly release: Release; readonly defect: Defect },
    since: EpochMillis,
  ): Cancel {
    const { clock, raise, onShow } = this.#options;
    let lower: readonly (() => void)[] = [];
    let cancel: Cancel = () => undefined;
    const stop = () => {
      for (const end of lower) end();
      lower = [];
    };
    const look = () => {
      const now = clock.now();
      const { on, changesAt } = showingAt(shown.defect, since, now);
      stop();
      if (on) {
        onShow?.({ at: now, ...shown });
        lower = shown.defect.raises.map((one) => raise(shown.pipeline, shown.stage, one));
      }
      if (changesAt !== undefined) cancel = clock.at(changesAt, look);
    };
    look();
    return () => {
      cancel();
      stop();
    };
  }
}
