/** A number as a cell's text: three significant digits, a power of ten where that is shorter. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (Math.abs(value) < 1e-15) return '0';
  if (Math.abs(value) >= 0.001 && Math.abs(value) < 100_000) return value.toPrecision(3).replace(/e.*/, '');
  return value.toExponential(1);
}

export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Prints a table, with the first column aligned to the left and the others to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((text, column) => Math.max(text.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))).join('  ');
  console.log(`\n${title}`);
  for (const row of [head, ...rows]) console.log(`  ${line(row)}`.trimEnd());
}
