import { isAlarm, rollBack } from './roll-back.mjs';

export const handler = async (event) => (isAlarm(event) ? rollBack(event) : { outcome: 'ignored' });
