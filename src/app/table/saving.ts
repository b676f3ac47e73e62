import type { RowsFileChoice, RowsQuery } from '../../engine/protocol.ts';
import { COPIED_ROWS } from '../../limits.ts';
import { descriptionOf } from '../explaining/explainer-choice.ts';
import { requestOf } from '../explaining/request.ts';
import type { AppState } from '../state.ts';

/** Which rows a file holds: that which is explained, those on show, or all. */
export type Saving = 'row' | 'shown' | 'all';

interface Wish {
  readonly what: Saving | 'copy';
  readonly query: RowsQuery;
  /** Rows that the query finds. */
  readonly total: number;
}

/**
 * What a file of rows is made of. Explanations of all its rows are in it where the model's
 * structure gives them at once; else only that on show is.
 */
export function rowsToSave(
  state: AppState,
  { what, query, total }: Wish,
): { readonly choice: RowsFileChoice; readonly count: number } {
  const { shown, compared, topic } = state;
  const own = shown && shown.study === topic?.study && !state.stale ? [shown.record] : [];
  const other = compared?.record && compared.study === topic?.study ? [compared.record] : [];
  if (what === 'row')
    return { choice: { query: null, records: own, explanations: true, explain: null, form: 'csv' }, count: own.length };
  if (what === 'copy')
    return {
      choice: { query, most: COPIED_ROWS, records: [], explanations: false, explain: null, form: 'tsv' },
      count: Math.min(COPIED_ROWS, total),
    };
  const [record] = own;
  const request = record && descriptionOf(record.explainer.name)?.structural ? requestOf(state) : null;
  const explain = request && {
    ...request,
    explainer: { ...request.explainer, name: record.explainer.name },
    outputs: record.outputs,
  };
  return {
    choice: {
      query: what === 'all' ? {} : query,
      records: [...own, ...other],
      explanations: true,
      explain: explain ?? null,
      form: 'csv',
    },
    count: total,
  };
}
