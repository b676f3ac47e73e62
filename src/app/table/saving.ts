import type { RowsFile, RowsQuery } from '../../library/index.ts';
import { COPIED_ROWS } from '../../limits.ts';
import type { Explanation } from '../../records/record.ts';
import { descriptionOf } from '../explaining/explainer-choice.ts';
import { optionsOf } from '../explaining/request.ts';
import type { AppState } from '../state.ts';

/** Which rows a file holds: that which is explained, those on show, or all. */
export type Saving = 'row' | 'shown' | 'all';

interface Wish {
  readonly what: Saving | 'copy';
  readonly query: RowsQuery;
  /** Rows that the query finds. */
  readonly total: number;
  /** Whether all rows are explained, however long that takes. */
  readonly explained?: boolean;
}

/** The explanation on show, where it is one of the table on show. */
const ownRecord = ({ shown, topic, stale }: AppState): Explanation | null =>
  shown && shown.study === topic?.study && !stale ? shown.record : null;

const isAtOnce = ({ explainer }: Explanation): boolean => descriptionOf(explainer.name)?.structural !== undefined;

/** Milliseconds that a row's explanation takes; null where all are there at once, or none is. */
export function millisecondsPerRow(state: AppState): number | null {
  const record = ownRecord(state);
  return record && !isAtOnce(record) ? record.milliseconds : null;
}

/**
 * What a file of rows is made of. Explanations of all its rows are in it where the model's
 * structure gives them at once, or a person wants to wait for them; else only that on show is.
 */
export function rowsToSave(
  state: AppState,
  { what, query, total, explained = false }: Wish,
): { readonly choice: RowsFile; readonly count: number } {
  const { compared, topic } = state;
  const record = ownRecord(state);
  const own = record ? [record] : [];
  const other = compared?.record && compared.study === topic?.study ? [compared.record] : [];
  if (what === 'row')
    return { choice: { query: null, records: own, explanations: true, explain: null, form: 'csv' }, count: own.length };
  if (what === 'copy')
    return {
      choice: { query, most: COPIED_ROWS, records: [], explanations: false, explain: null, form: 'tsv' },
      count: Math.min(COPIED_ROWS, total),
    };
  return {
    choice: {
      query: what === 'all' ? {} : query,
      records: [...own, ...other],
      explanations: true,
      explain: record && (explained || isAtOnce(record)) ? optionsForAll(state, record) : null,
      form: 'csv',
    },
    count: total,
  };
}

/** How all rows are explained: as that on show was. */
function optionsForAll(state: AppState, { explainer, outputs }: Explanation): RowsFile['explain'] {
  const options = optionsOf(state);
  if (!options) return null;
  // What suits one row may not suit the next: it is chosen anew where the choice was left open.
  if (!descriptionOf(explainer.name)?.structural) return { ...options, outputs, curves: false };
  return { ...options, explainer: explainer.name, outputs };
}
