import { alarmArnOf, type Location } from '../../lambda/decision/alarm-arn.ts';

/** Where the controller is that tests play with. */
export const HOME: Location = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };

/** The ARN of an alarm at home; of elsewhere it is given itself. */
export function arnOf(nameOrArn: string): string {
  return alarmArnOf(nameOrArn, HOME);
}
