import type { Finding } from '../../lambda/readiness/finding-kind.ts';
import type { Patient } from './examine.ts';

/** What was found of the region as a whole. */
export interface RegionReport {
  readonly region: string;
  readonly findings: readonly Finding[];
}

/** What the doctor prints, and how many errors there are; what could not be read of a guard counts as one. */
export function report(
  patients: readonly Patient[],
  { region, findings: ofRegion }: RegionReport,
): { readonly lines: readonly string[]; readonly errors: number } {
  const findings = [...patients.flatMap((patient) => patient.findings), ...ofRegion];
  const unread = patients.flatMap((patient) => patient.unread);
  const errors = findings.filter(({ severity }) => severity === 'error').length + unread.length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return {
    lines: [
      ...patients.flatMap(linesOf),
      ...(ofRegion.length > 0 ? [`region ${region}`, ...ofRegion.flatMap(linesOfFinding), ''] : []),
      `${counted(patients.length, 'guard')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
    ],
    errors,
  };
}

function linesOf({ stage, findings, unread, lastGood }: Patient): readonly string[] {
  return [
    stage,
    ...findings.flatMap(linesOfFinding),
    ...unread.flatMap((problem) => [`  error    unread: ${problem}`, '           try again in a moment']),
    ...(lastGood === undefined ? [] : [`  ok       a rollback now would go back to ${lastGood}`]),
    '',
  ];
}

function linesOfFinding({ severity, code, sentence, advice }: Finding): readonly string[] {
  return [`  ${severity.padEnd(7)}  ${code}: ${sentence}`, `           ${advice}`];
}

/** `1 guard`, `2 guards`. */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
