/** A table as Markdown shows it: the bench prints what the documentation holds. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the figures mean, a sentence each. */
  readonly notes?: readonly string[];
}

export function printed({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return ['', `### ${title}`, '', line(columns), rule, ...rows.map(line), '', ...notes, ''].join('\n');
}
