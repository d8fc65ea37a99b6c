import type { Patient } from './examine.ts';

/** What the doctor prints, and how many errors there are; what could not be read counts as one. */
export function report(patients: readonly Patient[]): { readonly lines: readonly string[]; readonly errors: number } {
  const findings = patients.flatMap(({ findings }) => findings);
  const unread = patients.flatMap(({ unread }) => unread);
  const errors = findings.filter(({ severity }) => severity === 'error').length + unread.length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return {
    lines: [
      ...patients.flatMap(linesOf),
      `${counted(patients.length, 'guard')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
    ],
    errors,
  };
}

function linesOf({ stage, findings, unread, lastGood }: Patient): readonly string[] {
  return [
    stage,
    ...findings.flatMap(({ severity, code, sentence, advice }) => [
      `  ${severity.padEnd(7)}  ${code}: ${sentence}`,
      `           ${advice}`,
    ]),
    ...unread.flatMap((problem) => [`  error    unread: ${problem}`, '           try again in a moment']),
    ...(lastGood === undefined ? [] : [`  ok       a rollback now would go back to ${lastGood}`]),
    '',
  ];
}

/** `1 guard`, `2 guards`. */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
