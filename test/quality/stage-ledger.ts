import type { Defect } from '../../emulator/account/truth/defect.ts';
import { type Live, releasesIn } from '../../emulator/account/truth/live.ts';
import type { LiveChange } from '../../emulator/account/truth/live-stages.ts';
import { isBad, type Release } from './trunk.ts';

/** Something of a stage that is on or off. */
export interface Switched {
  readonly at: number;
  readonly on: boolean;
}

/** What a rollback did to what users run, at the moment it was accepted. */
export type RollbackKind =
  /** A truly bad live release was replaced by a truly good one. */
  | 'precise'
  /** A fix or a good release was replaced by a bad one that had shown a sign. */
  | 'harmful'
  /** The same, without a sign. */
  | 'unlucky'
  /** A good one by a good one. */
  | 'needless'
  /** A bad one by a bad one. */
  | 'futile';

export interface JudgedRollback {
  readonly at: number;
  readonly kind: RollbackKind;
  readonly target: Release;
  /** The target is bad, and had begun to show it in this stage. */
  readonly hadShown: boolean;
  /** Good releases newer than the target that could have been it instead. */
  readonly tooFar: number;
}

/** A release that succeeded in the stage. */
export interface Success {
  readonly at: number;
  readonly release: Release;
  readonly version: number;
}

/** A bad release that began to show in the stage. */
export interface Onset {
  readonly at: number;
  /** When a part of the stage ran the release for the first time. */
  readonly liveSince: number;
  readonly release: Release;
}

/** What truly happened in one guarded stage, as the judge needs it. */
export class StageLedger {
  readonly stage: string;
  /** Whether a bad release is live. */
  readonly bad: Switched[] = [];
  /** Whether a deployment, or a rollback that is not the decider's, is in the stage. */
  readonly running: Switched[] = [];
  /** Whether one of the guard's alarms is in ALARM. */
  readonly alarm: Switched[] = [];
  readonly successes: Success[] = [];
  /** The first of each release, of a defect that did not show in the stage before. */
  readonly onsets = new Map<Release, Onset>();
  /** Releases that came over a defect that was showing, and carry it on. */
  readonly heirs = new Set<Release>();
  /** When the own deployment of a release had its last end. */
  readonly deployed = new Map<Release, number>();
  readonly rollbacks: JudgedRollback[] = [];
  /** Minutes that bad releases were live for after they had begun to show. */
  readonly exposures: number[] = [];
  readonly #alarmsOn = new Set<string>();
  readonly #signs = new Set<Release>();
  readonly #liveSince = new Map<Release, number>();
  /** What showed of each release. */
  readonly #shown = new Map<Release, Set<Defect>>();
  /** What of it showed already in those that it replaced. */
  readonly #inherited = new Map<Release, ReadonlySet<Defect>>();
  #live: Live<Release> = new Map();
  #exposedSince: number | undefined;

  constructor(stage: string) {
    this.stage = stage;
  }

  get live(): readonly Release[] {
    return releasesIn(this.#live);
  }

  get liveIsBad(): boolean {
    return this.live.some(isBad);
  }

  get alarmIsOn(): boolean {
    return this.#alarmsOn.size > 0;
  }

  /** An alarm, a rollback or a failure spoke against the release. */
  showedSign(release: Release): boolean {
    return this.#signs.has(release);
  }

  /** Whether a defect of it has shown in the stage. */
  hasShown(release: Release): boolean {
    return this.#shown.has(release);
  }

  onLive({ at, live, release, executionId }: LiveChange<Release>): void {
    const showing = new Set(this.live.flatMap((one) => [...(this.#shown.get(one) ?? [])]));
    this.#live = live;
    for (const one of this.live) {
      if (this.#liveSince.has(one)) continue;
      this.#liveSince.set(one, at);
      this.#inherited.set(one, showing);
    }
    if (release.executionId === executionId) this.deployed.set(release, at);
    const bad = this.liveIsBad;
    turn(this.bad, at, bad);
    if (!bad) this.#endExposure(at);
    if (this.#alarmsOn.size > 0) for (const one of this.live) this.#signs.add(one);
  }

  onShow(release: Release, at: number, defect: Defect): void {
    const liveSince = this.#liveSince.get(release) ?? at;
    this.#shown.set(release, new Set([...(this.#shown.get(release) ?? []), defect]));
    if (this.#inherited.get(release)?.has(defect)) this.heirs.add(release);
    else if (!this.onsets.has(release)) this.onsets.set(release, { at, liveSince, release });
    this.#exposedSince ??= at;
  }

  onRunning(at: number, on: boolean): void {
    turn(this.running, at, on);
  }

  onSuccess(success: Success): void {
    this.successes.push(success);
  }

  onFailure(release: Release): void {
    this.#signs.add(release);
  }

  onAlarm(name: string, at: number, on: boolean): void {
    if (on) this.#alarmsOn.add(name);
    else this.#alarmsOn.delete(name);
    turn(this.alarm, at, this.#alarmsOn.size > 0);
    if (on) for (const release of this.live) this.#signs.add(release);
  }

  /** A decider's rollback was accepted. */
  judge(target: Release, at: number, version: number): JudgedRollback {
    const judged = {
      at,
      kind: this.#kindOf(target),
      target,
      hadShown: this.hasShown(target),
      tooFar: this.#tooFar(target, version),
    };
    this.rollbacks.push(judged);
    return judged;
  }

  /** Somebody's rollback was accepted: what it rolls back is blamed. */
  blameLive(target: Release): void {
    for (const release of this.live) if (release !== target) this.#signs.add(release);
  }

  end(at: number): void {
    this.#endExposure(at);
  }

  #kindOf(target: Release): RollbackKind {
    if (this.liveIsBad) return isBad(target) ? 'futile' : 'precise';
    if (!isBad(target)) return 'needless';
    return this.showedSign(target) ? 'harmful' : 'unlucky';
  }

  /** The same commit run once more is no other release to undo. */
  #tooFar(target: Release, version: number): number {
    if (isBad(target)) return 0;
    const targetAt = this.successes.findLast(({ release }) => release === target)?.at ?? 0;
    const undone = this.successes.filter(
      ({ at, release, version: of }) =>
        at > targetAt && of === version && !isBad(release) && !this.live.includes(release),
    );
    return new Set(undone.map(({ release }) => release.label).filter((label) => label !== target.label)).size;
  }

  #endExposure(at: number): void {
    if (this.#exposedSince === undefined) return;
    this.exposures.push((at - this.#exposedSince) / 60_000);
    this.#exposedSince = undefined;
  }
}

function turn(switched: Switched[], at: number, on: boolean): void {
  if ((switched.at(-1)?.on ?? false) !== on) switched.push({ at, on });
}
