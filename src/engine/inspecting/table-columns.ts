import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { type Column, columnOfTexts, crossed, type Group, groupsOf } from '../../whole-model/groups.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { ChosenRows } from './chosen-rows.ts';

/** The columns that the model is given, over the chosen rows. */
export function givenColumns({ study }: TabularStudy, { rows, data }: ChosenRows): Column[] {
  const width = study.columns.length;
  return study.columns.map(({ name, levels }, column) => {
    const values = new Float64Array(rows.length);
    for (let row = 0, at = column; row < values.length; row++, at += width) values[row] = data[at];
    return { name, levels, values };
  });
}

/** A column that the model is not given: by its texts, or as numbers where all of them are. */
function otherColumn({ whole }: TabularStudy, name: string, rows: Int32Array): Column {
  const column = whole.header.indexOf(name);
  if (column < 0) throw new OrielError('data-column', { column: name, file: whole.file });
  return columnOfTexts(
    name,
    Array.from(rows, (row) => whole.cells[column].at(row) ?? ''),
  );
}

export interface GroupColumns {
  readonly columns: readonly string[];
  readonly groups: readonly Group[];
}

/**
 * The groups of a column of the table, or of two that are crossed: `sex*age`. Throws `data-column`,
 * and `request-invalid` where more than two are.
 */
export function groupsBy(
  study: TabularStudy,
  wanted: string,
  { rows }: ChosenRows,
  given: readonly Column[],
): GroupColumns {
  const parts = study.whole.header.includes(wanted) ? [wanted] : wanted.split('*');
  if (parts.length > 2)
    throw new OrielError('request-invalid', { text: message('inspecting.crossed', { name: wanted }) });
  const [first, second] = parts.map((name) =>
    groupsOf(given.find((column) => column.name === name) ?? otherColumn(study, name, rows)),
  );
  return { columns: parts, groups: second ? crossed(first, second) : first };
}
