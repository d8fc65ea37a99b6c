import type { LocalAccount } from '../../emulator/account/local-account.ts';

/** The messages to people by e-mail, which have a subject; the same messages for chat have none. */
export function mailsOf({ topics }: LocalAccount) {
  return topics.published.filter(({ subject }) => subject !== undefined);
}
