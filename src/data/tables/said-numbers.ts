import { type Message, message } from '../../catalogue/message.ts';
import { oppositeOf, truthOf } from './cell-words.ts';
import type { Column, Table } from './table.ts';

/**
 * A table for a model that takes numbers from these columns: where their texts say numbers (no and
 * yes, percentages), they become these. No and yes stay texts for a person, with the codes 0 and 1.
 */
export function withSaidNumbers(
  table: Table,
  taken: ReadonlySet<number>,
): { readonly table: Table; readonly notices: readonly Message[] } {
  const saying = [...table.columns.entries()].filter(([at, { says }]) => says && taken.has(at));
  if (saying.length === 0) return { table, notices: [] };
  const columns = [...table.columns];
  const changed = new Map<number, Float64Array>();
  const named = { truth: [] as string[], percent: [] as string[] };
  for (const [at, column] of saying) {
    const { says } = column;
    if (!says) continue;
    columns[at] =
      says.as === 'truth'
        ? { name: column.name, kind: 'categorical', levels: noAndYes(column) }
        : { name: column.name, kind: 'numeric', levels: null };
    named[says.as].push(column.name);
    const numbers = Float64Array.from(table.rows.column(at).numbers, (code) => says.numbers[code] ?? Number.NaN);
    changed.set(at, numbers);
  }
  const notices = [
    ...(named.truth.length > 0 ? [message('data.truths', { columns: named.truth })] : []),
    ...(named.percent.length > 0 ? [message('data.percents', { columns: named.percent })] : []),
  ];
  return { table: { ...table, columns, rows: table.rows.withColumns(changed) }, notices };
}

/** The column's words for no and yes; of one that it does not hold, the opposite of the other. */
function noAndYes({ levels }: Column): [string, string] {
  const no = levels?.find((level) => truthOf(level) === 0);
  const yes = levels?.find((level) => truthOf(level) === 1);
  return [no ?? oppositeOf(yes ?? 'true'), yes ?? oppositeOf(no ?? 'false')];
}
