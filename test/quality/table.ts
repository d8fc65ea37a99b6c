import type { Figures } from './figures.ts';

/** The figures of a decider under its name. */
export interface Row {
  readonly name: string;
  readonly figures: Figures;
}

/** The most causes that are listed of each decider. */
const MOST_CAUSES = 12;

const COLUMNS: readonly (readonly [title: string, cell: (figures: Figures) => string])[] = [
  ['rollbacks', ({ rollbacks }) => count(rollbacks)],
  ['precision', ({ precision }) => percent(precision)],
  ['beside untold platform', ({ precisionBesideUntoldPlatform }) => percent(precisionBesideUntoldPlatform)],
  ['of the knowable', ({ precisionOfTheKnowable }) => percent(precisionOfTheKnowable)],
  ['recall', ({ recall }) => percent(recall)],
  ['harmful', ({ harmful }) => count(harmful)],
  ['unlucky', ({ unlucky }) => count(unlucky)],
  ['needless', ({ needless }) => count(needless)],
  ['futile', ({ futile }) => count(futile)],
  ['too far', ({ tooFar }) => count(tooFar)],
  ['exposure, median', ({ exposureMedianMinutes }) => minutes(exposureMedianMinutes)],
  ['p95', ({ exposureP95Minutes }) => minutes(exposureP95Minutes)],
];

/** A Markdown table with a row for each decider, and below it what each missed and did wrong, by cause. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  const cells = [
    ['decider', ...COLUMNS.map(([title]) => title)],
    ...rows.map(({ name, figures }) => [name, ...COLUMNS.map(([, cell]) => cell(figures))]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line), ...rows.flatMap(causesOf)];
}

function causesOf({ name, figures }: Row): readonly string[] {
  const { undone, missed, inherited, unseen, impossible, misses, faults } = figures;
  const listed = (causes: Figures['misses']) =>
    causes
      .slice(0, MOST_CAUSES)
      .map(({ cause, count: number, seed }) => `    ${count(number)} ${cause} (--history=${seed})`);
  return [
    '',
    `${name}: ${count(undone)} undone in time, ${count(missed)} missed; not counted: ${count(inherited)} inherited, ${count(unseen)} unseen, ${count(impossible)} impossible`,
    ...(misses.length > 0 ? ['  missed:', ...listed(misses)] : []),
    ...(faults.length > 0 ? ['  wrong:', ...listed(faults)] : []),
  ];
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(2)} %`;
}

function minutes(number: number | null): string {
  return number === null ? '-' : `${number.toFixed(1)} min`;
}
