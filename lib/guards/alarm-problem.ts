const BY_ARN = 'if the alarm is really called so, write its ARN';

/** What is wrong with what should name an alarm, and what to write instead. */
export function alarmProblem(input: unknown): string {
  if (typeof input === 'string') {
    if (input.startsWith('arn:')) {
      return `"${input}" is not the ARN of a CloudWatch alarm; write arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME, or just the name`;
    }
    if (input.includes('*')) {
      return `"${input}" is a pattern, and a guard names each of its alarms; name them, or put a composite alarm over them and name that (${BY_ARN})`;
    }
    const trimmed = input.trim();
    if (trimmed !== input && trimmed !== '') {
      return `"${input}" begins or ends with a space; write "${trimmed}" (${BY_ARN})`;
    }
  }
  return 'an alarm is the name of a CloudWatch alarm (1 to 255 characters, no control characters) or its ARN, as text in quotes';
}
