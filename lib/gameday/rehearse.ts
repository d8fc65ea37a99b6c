import type { SandboxAssembly } from './assembly.ts';
import { createClients, type Place } from './aws/clients.ts';
import type { CallerIdentity } from './aws/identity.ts';
import type { Day } from './day.ts';
import { type Finding, Findings } from './findings.ts';
import { type Check, type GoodRelease, playIncident, releaseGood } from './incident.ts';
import { findLeft } from './left.ts';
import type { Pace } from './pace.ts';
import { probeAll } from './probe-all.ts';
import { isCalledOff } from './probing.ts';
import { setUpSandbox, takeDownSandbox } from './sandbox.ts';

export interface Rehearsal {
  readonly day: Day;
  readonly place: Place;
  readonly identity: CallerIdentity;
  readonly assembly: SandboxAssembly;
  /** Rejects its sleep when the day is called off. */
  readonly pace: Pace;
  /** For taking down, which is not called off. */
  readonly lastPace: Pace;
  /** Leaves the sandbox standing. */
  readonly keep: boolean;
  readonly onHappening: (happening: Happening) => void;
  readonly onProgress: (text: string) => void;
}

export interface Happening {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly text: string;
}

/** A game day as it went: what the report is made of. */
export interface GameDayRecord {
  readonly day: string;
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Empty where the incident did not come to its end. */
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  readonly happenings: readonly Happening[];
  /** What ended the day before its time, or kept the sandbox from being taken down. */
  readonly problems: readonly string[];
  readonly calledOff: boolean;
  /** What still stands: stacks and buckets by name. */
  readonly left: readonly string[];
}

/** Sets the sandbox up, plays, probes, and takes it down again, whatever happens in between. */
export async function rehearse(rehearsal: Rehearsal): Promise<GameDayRecord> {
  const { day, identity, keep, lastPace, onHappening, onProgress, pace, place } = rehearsal;
  const clients = createClients(place);
  const findings = new Findings();
  const happenings: Happening[] = [];
  const problems: string[] = [];
  const from = pace.now();
  let checks: readonly Check[] = [];
  let calledOff = false;
  const say = (text: string) => {
    const happening = { time: lastPace.now(), text };
    happenings.push(happening);
    onHappening(happening);
  };
  const part = async (play: () => Promise<void>): Promise<boolean> => {
    if (calledOff) return false;
    try {
      await play();
      return true;
    } catch (error) {
      calledOff = isCalledOff(error);
      if (!calledOff) problems.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  };

  await part(async () => {
    const sandbox = await setUpSandbox(rehearsal);
    say('the sandbox stands');
    const tell = (text: string) => {
      say(text);
      onProgress(text);
    };
    let good: GoodRelease | undefined;
    await part(async () => {
      good = await releaseGood(sandbox, findings, tell);
    });
    // Meanwhile the good release proves itself.
    if (await part(() => probeAll(sandbox, findings, onProgress))) say('probes: done');
    await part(async () => {
      if (good !== undefined) checks = await playIncident(sandbox, good, findings, tell);
    });
  });
  if (!keep) {
    await takeDownSandbox(day.name, clients, lastPace, onProgress).catch((error: unknown) =>
      problems.push(String(error)),
    );
  }
  const ours = (await findLeft(clients)).filter((name) => name === day.name);
  if (ours.length === 0) say('the sandbox is gone');
  return {
    day: day.name,
    account: identity.account,
    region: await clients.codePipeline.config.region(),
    from,
    to: lastPace.now(),
    checks,
    findings: findings.all,
    happenings,
    problems,
    calledOff,
    left: ours,
  };
}

/** Whether the controller did all it should, and nothing is left that should not be. */
export function wentWell({ checks, problems, calledOff, left }: GameDayRecord, keep: boolean): boolean {
  const played = checks.length > 0 && checks.every(({ passed }) => passed);
  return played && problems.length === 0 && !calledOff && (keep || left.length === 0);
}
