import type { ControllerOptions } from '../controller.ts';
import { HOUR } from '../decision/time.ts';
import { handle } from '../intake/handle.ts';
import type { Log } from '../log/log.ts';
import type { Ports } from '../ports.ts';
import { PLAYED, playedAlarm } from './unsent.ts';

/**
 * Plays an alarm through to its rollback once, while the environment is made: Lambda gives that phase a whole processor, and the alarm in
 * earnest a fraction of one. `ports` are made with clients that are `unsent`.
 */
export async function prime(ports: Ports, options: ControllerOptions): Promise<void> {
  const now = ports.clock();
  const state = { value: 'ALARM', at: now - 1_000, reason: '-' } as const;
  const event = { alarm: playedAlarm(ports.home), state, previous: { value: 'OK', at: now - HOUR } } as const;
  const cause = { kind: 'alarm', id: 'alarm/-', at: now, event } as const;
  await handle({ ports, options, holder: '-' }, { kind: 'alarm', cause, guard: PLAYED });
}

/** Says nothing: what is played has not happened. */
export const SILENT: Log = {
  entry: () => undefined,
  unannounced: () => undefined,
  overdue: () => undefined,
  unusable: () => undefined,
  unguarded: () => undefined,
  checked: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
