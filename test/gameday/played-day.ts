import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type GameDayAccount, startGameDayAccount } from '../../bin/gameday-account.ts';
import type { SwitchOverrides } from '../../emulator/services/codepipeline/switches.ts';
import { type SandboxAssembly, synthesizeSandbox } from '../../lib/gameday/assembly.ts';
import { createClients } from '../../lib/gameday/aws/clients.ts';
import { callerIdentity } from '../../lib/gameday/aws/identity.ts';
import { dayOf } from '../../lib/gameday/day.ts';
import { type GameDayRecord, type Happening, rehearse } from '../../lib/gameday/rehearse.ts';

export const DAY = dayOf('rollback-gameday-test');

export interface PlayOptions {
  readonly switches?: SwitchOverrides;
  readonly keep?: boolean;
  /** Called with everything that happens and whatever is being done. */
  readonly watch?: (text: string, account: GameDayAccount) => void;
  /** Calls the day off. */
  readonly signal?: AbortSignal;
}

let assembly: SandboxAssembly | undefined;

/** The sandbox, synthesized with the real bundle, once for a test file. */
export function sandboxAssembly(): SandboxAssembly {
  assembly ??= synthesizeSandbox(DAY, mkdtempSync(join(inject('assemblies'), 'gameday-')));
  return assembly;
}

/** Plays a game day in a fresh local account, and leaves that to `look`. */
export async function playDay<Seen>(
  { switches = {}, keep = false, watch = () => undefined, signal }: PlayOptions,
  look: (record: GameDayRecord, account: GameDayAccount) => Promise<Seen> | Seen,
): Promise<Seen> {
  const local = await startGameDayAccount({ switches, ...(signal !== undefined && { signal }) });
  try {
    const { place, pace } = local;
    const record = await rehearse({
      day: DAY,
      place,
      identity: await callerIdentity(createClients(place).sts),
      assembly: sandboxAssembly(),
      pace,
      lastPace: pace.uncalled(),
      keep,
      onHappening: ({ text }: Happening) => watch(text, local),
      onProgress: (text) => watch(text, local),
    });
    return await look(record, local);
  } finally {
    await local.stop();
  }
}

/** The assumptions of a verdict. */
export function ids({ findings }: GameDayRecord, wanted: 'agrees' | 'differs' | 'not tried'): string[] {
  return findings.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
}

/** What no game day tries, sorted. */
export const NEVER_TRIED = [
  'connectionRevisionSummary',
  'deletedPipeline',
  'endedEntry',
  'listRate',
  'removedStage',
  'rollbackCheckOrder',
  'rollbackErrors.beforeFebruary2024',
];
