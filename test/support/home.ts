import { alarmArn, type Location } from '../../lambda/decision/alarm-arn.ts';

/** Where the controller is that tests play with. */
export const HOME: Location = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };

/** The ARN of an alarm at home. */
export function arnOf(name: string): string {
  return alarmArn(HOME, name);
}
