import { FrontDoor } from '../../emulator/account/front-door/front-door.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { Principals } from '../../emulator/services/iam/principals.ts';

export const IDENTITY = { accountId: '111122223333', region: 'eu-west-1' };
export const START = Date.UTC(2030, 5, 1, 12);

/** A front door with a clock that stands still; `client` is what SDK clients need to use it. */
export async function openedDoor() {
  const clock = new VirtualClock({ start: START });
  const principals = new Principals(IDENTITY);
  const door = await FrontDoor.open({ clock, principals });
  const client = {
    endpoint: door.url,
    region: IDENTITY.region,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return { clock, principals, door, client };
}
