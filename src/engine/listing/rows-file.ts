import type { Explanation } from '../../records/record.ts';
import {
  BYTE_ORDER_MARK,
  delimitedLine,
  explainedBy,
  type Field,
  type RowsLayout,
  rowFields,
  rowsHeader,
} from '../../records/rows-csv.ts';
import type { RowsFileChoice } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { StudyListing } from './listing.ts';

/** What a file of rows is made with. */
export interface RowsFileTools {
  readonly study: TabularStudy;
  readonly listing: StudyListing;
  /** Explains rows from one to another, both included. */
  readonly explain: (
    range: { readonly first: number; readonly last: number },
    take: (records: readonly Explanation[]) => Promise<void>,
  ) => Promise<void>;
  /** Called between rows; says whether to go on. */
  readonly next: (done: number, total: number) => Promise<boolean>;
}

/** Lines that are joined at a time. */
const PART = 1000;

/** Rows, answers and explanations as a file; null where it was stopped. */
export async function rowsFile(choice: RowsFileChoice, tools: RowsFileTools): Promise<Blob | null> {
  const { study, listing, next } = tools;
  const { records, explain, form } = choice;
  const order = choice.query ? listing.order(choice.query).slice(0, choice.most) : null;
  const total = order?.length ?? records.length;
  const [first] = records;
  const layout: RowsLayout = {
    columns: study.whole.header,
    outputs: study.study.outputs,
    explained: first && choice.explanations ? explainedBy(first) : null,
  };
  const delimiter = form === 'csv' ? ',' : '\t';
  const lines = new Array<string>(total);
  const write = (place: number, row: number | null, record: Explanation | null) => {
    const cells = row === null ? typedCells(study, record) : tableCells(study, row);
    const width = study.study.outputs.length;
    const all = row === null ? null : (listing.answers?.subarray(row * width, (row + 1) * width) ?? null);
    const answers = all ? Array.from(all) : record && answersOf(study, record);
    lines[place] = delimitedLine(rowFields(layout, { row, cells, answers, record }), delimiter);
  };
  const known = new Map(records.map((record) => [rowOf(record), record]));

  if (!order) for (const [place, record] of records.entries()) write(place, rowOf(record), record);
  else if (explain) {
    const places = new Map(Array.from(order, (row, place) => [row, place]));
    const explicable = order.filter((row) => study.takes(row));
    for (const [place, row] of order.entries()) if (!study.takes(row)) write(place, row, null);
    let done = total - explicable.length;
    for (const [from, to] of runsOf(explicable)) {
      await tools.explain({ first: from, last: to }, async (some) => {
        for (const record of some) {
          const row = rowOf(record);
          if (row !== null) write(places.get(row) ?? 0, row, record);
        }
        done += some.length;
        await next(done, total);
      });
      if (!(await next(done, total))) return null;
    }
  } else
    for (const [place, row] of order.entries()) {
      write(place, row, known.get(row) ?? null);
      if (place % PART === 0 && !(await next(place, total))) return null;
    }
  const parts = [(form === 'csv' ? BYTE_ORDER_MARK : '') + delimitedLine(rowsHeader(layout), delimiter)];
  for (let from = 0; from < total; from += PART) parts.push(lines.slice(from, from + PART).join(''));
  return new Blob(parts, { type: form === 'csv' ? 'text/csv' : 'text/tab-separated-values' });
}

const rowOf = ({ input }: Explanation): number | null => (input.kind === 'tabular' ? input.row : null);

/**
 * The model's columns as records have them: levels by their names, numbers with a decimal point.
 * All others as the table has them: an id or a postcode is no number.
 */
function tableCells({ whole, study, cells: given }: TabularStudy, row: number): Field[] {
  const places = new Map(study.columns.map(({ name }, at) => [name, at]));
  const values = given(row);
  return whole.cells.map((cells, column) => {
    const at = places.get(whole.header[column]);
    return at === undefined ? (cells.at(row) ?? '') : values[at];
  });
}

/** A row that a person changed: what is not the model's is not known of it. */
function typedCells({ whole }: TabularStudy, record: Explanation | null): Field[] {
  if (record?.input.kind !== 'tabular') return [];
  const { columns, values } = record.input;
  return whole.header.map((name) => values?.[columns.indexOf(name)] ?? null);
}

/** A record holds the outputs that were explained; the others are not known. */
const answersOf = ({ study }: TabularStudy, { outputs, modelOutput }: Explanation): number[] =>
  study.outputs.map((name) => modelOutput[outputs.indexOf(name)] ?? Number.NaN);

/** Rows without gaps, from the first to the last of each, in the order of the table. */
function runsOf(rows: Int32Array): [number, number][] {
  const runs: [number, number][] = [];
  for (const row of rows.slice().sort()) {
    const run = runs.at(-1);
    if (run && row === run[1] + 1) run[1] = row;
    else runs.push([row, row]);
  }
  return runs;
}
