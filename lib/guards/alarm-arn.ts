/** The ARN of a CloudWatch alarm, taken apart. */
export interface AlarmArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** `arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME`; the name may itself contain colons. */
export const ALARM_ARN =
  /^arn:aws[a-z-]*:cloudwatch:(?<region>[a-z]{2}[a-z0-9-]{3,30}):(?<account>[0-9]{12}):alarm:(?<name>\P{Cc}{1,255})$/u;

/** Takes a literal ARN apart; undefined for everything that is not the ARN of a CloudWatch alarm. */
export function parseAlarmArn(text: string): AlarmArn | undefined {
  const { region, account, name } = ALARM_ARN.exec(text)?.groups ?? {};
  return region && account && name ? { region, account, name } : undefined;
}
