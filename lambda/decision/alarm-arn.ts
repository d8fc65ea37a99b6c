/** An account and region. */
export interface Location {
  /** `aws`, `aws-cn`, `aws-us-gov`, ... */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The ARN of a CloudWatch alarm, taken apart. */
export interface AlarmArn extends Location {
  readonly name: string;
}

/** `arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME`; the name may itself contain colons. */
export const ALARM_ARN =
  /^arn:(?<partition>aws[a-z-]*):cloudwatch:(?<region>[a-z]{2}[a-z0-9-]{3,30}):(?<account>[0-9]{12}):alarm:(?<name>\P{Cc}{1,255})$/u;

/** Takes an ARN apart; undefined for everything that is not the ARN of a CloudWatch alarm. */
export function parseAlarmArn(text: string): AlarmArn | undefined {
  const { partition, region, account, name } = ALARM_ARN.exec(text)?.groups ?? {};
  return partition && region && account && name ? { partition, region, account, name } : undefined;
}

/** An alarm's identity: two alarms of one name may lie in two accounts or regions. */
export function alarmArn({ partition, region, account }: Location, name: string): string {
  return `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** The identity of what is given by name or by ARN: a name is that of an alarm here. */
export function alarmArnOf(nameOrArn: string, here: Location): string {
  return parseAlarmArn(nameOrArn) === undefined ? alarmArn(here, nameOrArn) : nameOrArn;
}

/** What people call the alarm: for display only. Records of before hold the name itself. */
export function nameOf(alarm: string): string {
  return parseAlarmArn(alarm)?.name ?? alarm;
}

/** `shop-5xx`; with account and region where another of these has that name. */
export function namesOf(alarms: readonly string[]): readonly string[] {
  const names = alarms.map(nameOf);
  return alarms.map((alarm, index) => {
    const name = names[index] ?? alarm;
    const arn = parseAlarmArn(alarm);
    if (arn === undefined || names.filter((other) => other === name).length === 1) return name;
    return `${name} (${arn.account}, ${arn.region})`;
  });
}

/** `account 123456789012 and region eu-central-1` */
export function locationOf(alarm: string): string {
  const { account, region } = parseAlarmArn(alarm) ?? {};
  return account === undefined ? 'this account and region' : `account ${account} and region ${region}`;
}

export function isSameLocation(one: Location, other: Location): boolean {
  return one.account === other.account && one.region === other.region && one.partition === other.partition;
}

/** The alarms by account and region. */
export function byLocation(alarms: readonly string[]): readonly (readonly string[])[] {
  const locations = Map.groupBy(alarms, (alarm) => alarm.split(':', LOCATION_PARTS).join(':'));
  return [...locations.values()];
}

/** `arn:PARTITION:cloudwatch:REGION:ACCOUNT` */
const LOCATION_PARTS = 5;
