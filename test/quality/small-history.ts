import type { Defect } from '../../emulator/account/truth/defect.ts';
import type { ActionEnd, Live } from '../../emulator/account/truth/live.ts';
import { afterAction } from '../../emulator/account/truth/live.ts';
import type { StageLedger } from './stage-ledger.ts';
import type { Release } from './trunk.ts';

/** Milliseconds of a minute: the histories of the judge's tests begin at 0. */
export const MINUTES = 60_000;

let executions = 0;
const DEFECTS = new Map<string, Defect>();

export function releaseOf(label: string, { bad = false, of = label } = {}): Release {
  const defect = DEFECTS.get(of) ?? { name: `of ${of}`, raises: [], shows: { kind: 'after', minutes: 0 } };
  DEFECTS.set(of, defect);
  return { executionId: `e${++executions}`, label, defects: bad ? [defect] : [], number: executions, isFix: false };
}

/** What is wrong with a bad release. */
export function defectOf({ label, defects: [defect] }: Release): Defect {
  if (defect === undefined) throw new Error(`${label} is good`);
  return defect;
}

const LIVE = new WeakMap<StageLedger, Live<Release>>();

/** The one deploying action of the stage ends; where it succeeded, the release has succeeded in the stage. */
export function deployed(ledger: StageLedger, release: Release, at: number, end: ActionEnd = 'Succeeded'): void {
  changed(ledger, release, release.executionId, at, end);
  if (end === 'Succeeded') ledger.onSuccess({ at, release, version: 1 });
}

/** A rollback to the release ends. */
export function broughtBack(ledger: StageLedger, release: Release, at: number): void {
  changed(ledger, release, `rollback to ${release.executionId}`, at, 'Succeeded');
}

function changed(ledger: StageLedger, release: Release, executionId: string, at: number, end: ActionEnd): void {
  const before = LIVE.get(ledger) ?? new Map();
  const live = afterAction(before, { action: 'Deploy', end, release });
  LIVE.set(ledger, live);
  ledger.onLive({ at, pipeline: 'shop', stage: 'Prod', action: 'Deploy', executionId, end, release, before, live });
}
