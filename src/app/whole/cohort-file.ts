import type { InspectedRows, Inspection, ListedRow, Study } from '../../library/index.ts';
import {
  BYTE_ORDER_MARK,
  delimitedLine,
  type RowsLayout,
  rowFields,
  rowsHeader,
  type WrittenExplanation,
} from '../../records/rows-csv.ts';
import type { Inspected } from './whole-model.ts';

/** Rows that are read together. */
const BLOCK = 2000;

export interface CohortFile extends Pick<Inspected, 'columns'> {
  readonly study: Pick<Study, 'outputs'>;
  readonly inspection: Pick<Inspection, 'importance' | 'output'>;
  readonly rows: InspectedRows;
  /** Places of the rows that it holds, rising. */
  readonly places: Int32Array;
  readonly read: (part: { readonly from: number; readonly count: number }) => Promise<readonly ListedRow[]>;
}

/** A file of some rows: their cells, the model's answers, and the attributions that are known. */
export async function cohortFile({ study, inspection, columns, rows, places, read }: CohortFile): Promise<Blob> {
  const { explained } = rows;
  const { importance, output } = inspection;
  const layout: RowsLayout = {
    columns: columns.map(({ name }) => name),
    outputs: study.outputs,
    explained: explained && importance ? { outputs: [output], players: explained.players } : null,
  };
  const at = new Map(Array.from(explained?.places ?? [], (place, own) => [place, own]));
  const recordOf = (place: number): WrittenExplanation | null => {
    const own = at.get(place);
    if (!explained || !importance || own === undefined) return null;
    const { players, values, errors, base } = explained;
    const some = (numbers: Float64Array) => [...numbers.subarray(own * players.length, (own + 1) * players.length)];
    return {
      outputs: [output],
      players: [...players],
      base: [base],
      attributions: [some(values)],
      standardErrors: errors && [some(errors)],
      space: importance.space,
      explainer: { name: importance.explainer },
    };
  };
  const width = study.outputs.length;
  const lines = [BYTE_ORDER_MARK, delimitedLine(rowsHeader(layout))];
  for (let next = 0; next < places.length; ) {
    const from = rows.rows[places[next]];
    const block = new Map((await read({ from, count: BLOCK })).map((one) => [one.row, one]));
    for (; next < places.length && rows.rows[places[next]] < from + BLOCK; next++) {
      const place = places[next];
      const row = rows.rows[place];
      const answers = [...rows.answers.subarray(place * width, (place + 1) * width)];
      const cells = block.get(row)?.cells ?? columns.map(() => null);
      lines.push(delimitedLine(rowFields(layout, { row, cells, answers, record: recordOf(place) })));
    }
  }
  return new Blob(lines, { type: 'text/csv' });
}
