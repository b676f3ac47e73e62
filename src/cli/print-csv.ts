import type { Explanation } from '../records/record.ts';
import { delimitedLine, explainedBy, type RowsLayout, rowFields, rowsHeader } from '../records/rows-csv.ts';

/** Lines of CSV for records as they come; the header before the first. */
export function csvWriter(outputs: readonly string[]): (records: readonly Explanation[]) => string[] {
  let layout: RowsLayout | null = null;
  const line = (fields: Parameters<typeof delimitedLine>[0]) => delimitedLine(fields).trimEnd();
  return (records) =>
    records.flatMap((record) => {
      const { input } = record;
      const isRow = input.kind === 'tabular';
      const isFirst = layout === null;
      // What is explained of one row may be another class than of the next.
      layout ??= { columns: isRow ? input.columns : [], outputs, explained: { ...explainedBy(record), outputs } };
      const cells = isRow ? (input.values ?? []) : [];
      const answers = outputs.map((name) => record.modelOutput[record.outputs.indexOf(name)] ?? Number.NaN);
      const fields = line(rowFields(layout, { row: isRow ? input.row : null, cells, answers, record }));
      return isFirst ? [line(rowsHeader(layout)), fields] : [fields];
    });
}
