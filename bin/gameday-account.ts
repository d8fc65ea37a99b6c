import { LocalAccount } from '../emulator/account/local-account.ts';
import { VirtualClock } from '../emulator/account/virtual-clock.ts';
import type { SwitchOverrides } from '../emulator/services/codepipeline/switches.ts';
import type { Place } from '../lib/gameday/aws/clients.ts';
import { AccountPace } from './account-pace.ts';

/** A local account to rehearse in: empty, its time jumping. */
export interface GameDayAccount {
  readonly account: LocalAccount;
  readonly place: Place;
  readonly pace: AccountPace;
  readonly stop: () => Promise<void>;
}

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };

/** `signal` calls the day off. A defect of the account is thrown into the process. */
export async function startGameDayAccount(
  options: { readonly switches?: SwitchOverrides; readonly signal?: AbortSignal } = {},
): Promise<GameDayAccount> {
  const clock = new VirtualClock();
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock,
    stacks: [],
    ...(options.switches !== undefined && { switches: options.switches }),
  });
  const pace = new AccountPace(clock, options.signal);
  const passing = pace.passing();
  passing.catch((error: unknown) =>
    queueMicrotask(() => {
      throw error;
    }),
  );
  return {
    account,
    pace,
    place: {
      region: IDENTITY.region,
      endpoint: account.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    stop: () => account.stop(),
  };
}
