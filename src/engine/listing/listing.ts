import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Listing, RowKey, RowsQuery, RowsWindow, WindowChoice } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { type ColumnKeys, columnKeys, listedColumns } from './columns.ts';
import { orderOf } from './order.ts';
import { type Outcomes, outcomesOf } from './outcomes.ts';

/** A study's table, its answers once they are known, and the latest order of its rows. */
export interface StudyListing {
  facts(): Listing;
  /** The rows that a query keeps, in its order. */
  order(query: RowsQuery): Int32Array;
  window(query: RowsQuery, choice: WindowChoice): RowsWindow;
  /** The first row after this one in the table that a query keeps, begun anew at the top. */
  next(query: RowsQuery, row: number): number | null;
  /** Rows × K; null while they have not been computed. */
  readonly answers: Float64Array | null;
  setAnswers(answers: Float64Array): void;
  keys(column: number): ColumnKeys;
}

const made = new WeakMap<TabularStudy, StudyListing>();

/** What is found out of a study's table is kept as long as the study. */
export function listingOf(study: TabularStudy): StudyListing {
  const kept = made.get(study) ?? createListing(study);
  made.set(study, kept);
  return kept;
}

function createListing(state: TabularStudy): StudyListing {
  const { whole, study } = state;
  const known = new Map<number, ColumnKeys>();
  let latest: { readonly key: string; readonly order: Int32Array } | null = null;
  let answers: Float64Array | null = null;
  let outcomes: Outcomes | null = null;

  const columnOf = (name: string): number => {
    const column = whole.header.indexOf(name);
    if (column < 0) throw new OrielError('data-column', { column: name, file: whole.file });
    return column;
  };
  const keysOf = (column: number): ColumnKeys => {
    const given = study.columns.some(({ name, kind }) => name === whole.header[column] && kind === 'numeric');
    const keys = known.get(column) ?? columnKeys(whole, column, given);
    known.set(column, keys);
    return keys;
  };
  const answered = (): Float64Array => {
    if (!answers) throw new OrielError('request-invalid', { text: message('engine.notAnswered') });
    return answers;
  };
  const outcomesNow = (): Outcomes => {
    outcomes ??= outcomesOf(state, answered());
    return outcomes;
  };
  const answersOf = (name: string | null): Float64Array => {
    if (name === null) return largestAnswers(answered(), study.outputs.length);
    const output = study.outputs.indexOf(name);
    if (output < 0) throw new OrielError('request-output', { output: name, outputs: study.outputs });
    const all = answered();
    const width = study.outputs.length;
    return Float64Array.from({ length: study.rows }, (_, row) => all[row * width + output]);
  };
  const keys = (key: RowKey): Float64Array => {
    if (key.of === 'error') return outcomesNow().error;
    return key.of === 'answer' ? answersOf(key.name) : keysOf(columnOf(key.name)).keys;
  };

  function order(query: RowsQuery): Int32Array {
    const key = JSON.stringify(query);
    if (latest?.key !== key) {
      const sought = {
        rows: study.rows,
        header: whole.header,
        cells: whole.cells,
        keys,
        wrong: () => outcomesNow().wrong,
      };
      latest = { key, order: orderOf(sought, query) };
    }
    return latest.order;
  }

  return {
    facts: () => ({
      columns: listedColumns(state, keysOf),
      rows: study.rows,
      answered: answers !== null,
    }),
    order,
    window(query, { from, count, columns: [firstColumn, columnCount] }) {
      const found = order(query);
      const start = Math.max(0, Math.min(from, found.length));
      const width = study.outputs.length;
      return {
        total: found.length,
        from: start,
        rows: Array.from(found.subarray(start, start + count), (row) => ({
          row,
          cells: whole.cells.slice(firstColumn, firstColumn + columnCount).map((cells) => cells.at(row) ?? ''),
          answers: answers ? Array.from(answers.subarray(row * width, (row + 1) * width)) : null,
          wrong: answers ? asTruth(outcomesNow().wrong[row]) : null,
        })),
      };
    },
    next(query, row) {
      let [after, first] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (const one of order(query)) {
        if (one > row) after = Math.min(after, one);
        else if (one < row) first = Math.min(first, one);
      }
      const found = Math.min(after, Number.isFinite(after) ? after : first);
      return Number.isFinite(found) ? found : null;
    },
    get answers() {
      return answers;
    },
    setAnswers(all) {
      answers = all;
      outcomes = null;
      latest = null;
    },
    keys: keysOf,
  };
}

const largestAnswers = (answers: Float64Array, width: number): Float64Array =>
  Float64Array.from({ length: answers.length / width }, (_, row) =>
    Math.max(...answers.subarray(row * width, (row + 1) * width)),
  );

const asTruth = (value: number): boolean | null => (Number.isNaN(value) ? null : value === 1);
