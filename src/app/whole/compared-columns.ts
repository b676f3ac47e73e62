import type { Card } from '../../data/card.ts';
import type { ListedColumn } from '../../library/index.ts';
import { type Column, columnOfTexts } from '../../whole-model/groups.ts';
import type { Inspected, WholeModel } from './whole-model.ts';

/** Columns by which groups can be compared: those that are protected first. */
export function columnsToCompare(card: Card, columns: readonly ListedColumn[]): readonly string[] {
  const names = columns.filter(({ role }) => role !== 'target').map(({ name }) => name);
  const first = (card.protected ?? []).filter((name) => names.includes(name));
  const given = columns.filter(({ role }) => role === 'given').map(({ name }) => name);
  return [...new Set([...first, ...given, ...names])];
}

/** The column by which groups are compared; null before the table's columns are known. */
export const comparedColumn = ({ place: { of } }: Pick<WholeModel, 'place'>, { study, columns }: Inspected) => {
  const all = columnsToCompare(study.card, columns);
  return all.find((name) => name === of) ?? all[0] ?? null;
};

/** A column that the model is given, by place. */
export function givenColumn({ study, rows }: Inspected, name: string): Column | null {
  const at = study.columns.findIndex((column) => column.name === name);
  if (at < 0 || !rows) return null;
  const width = study.columns.length;
  const values = Float64Array.from(rows.rows, (_, place) => rows.values[place * width + at]);
  return { name, levels: study.columns[at].levels, values };
}

/** The column that divides the groups further; null where there is none. */
export function crossedColumn(whole: Pick<WholeModel, 'place'>, { study, columns }: Inspected): string | null {
  const first = comparedColumn(whole, { study, columns } as Inspected);
  const { across } = whole.place;
  return across !== null && across !== first && columnsToCompare(study.card, columns).includes(across) ? across : null;
}

/** A column of the table by its name; null as long as it is not fetched. */
function columnNamed(name: string, { fetched }: WholeModel, inspected: Inspected): Column | null {
  const own = fetched.find((one) => one.study === inspected.study && one.name === name);
  if (!own || !inspected.rows) return givenColumn(inspected, name);
  return columnOfTexts(
    name,
    Array.from(inspected.rows.rows, (row) => own.texts[row] ?? ''),
  );
}

/** The columns by which groups are compared; none as long as one of them is not there. */
export function columnsBy(whole: WholeModel, inspected: Inspected): readonly Column[] {
  const names = [comparedColumn(whole, inspected), crossedColumn(whole, inspected)].filter((name) => name !== null);
  const found = names.flatMap((name) => columnNamed(name, whole, inspected) ?? []);
  return found.length === names.length ? found : [];
}
