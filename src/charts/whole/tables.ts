// The numbers of a picture, as a person reads them and as a file.

import type { Language } from '../../catalogue/language.ts';
import { BYTE_ORDER_MARK, delimitedLine } from '../../records/rows-csv.ts';
import { measureText } from './numbers.ts';
import type { Column, Field, PictureTable } from './picture.ts';

function fieldText(field: Field, { write = String }: Column, language: Language): string {
  if (field === null) return '';
  if (typeof field === 'string') return field;
  return typeof field === 'number' ? write(field) : measureText(field, write, language);
}

/** All fields in words. */
export const tableTexts = ({ columns, rows }: PictureTable, language: Language): readonly (readonly string[])[] =>
  rows.map((row) => row.map((field, at) => fieldText(field, columns[at], language)));

const isMeasure = (field: Field): field is Exclude<Field, string | number | null> =>
  typeof field === 'object' && field !== null;

/** All numbers in full; one with an interval takes three columns: `id`, `id.low`, `id.high`. */
export function tableCsv({ columns, rows }: PictureTable): string {
  const wide = columns.map((_, at) => rows.some((row) => isMeasure(row[at])));
  const header = columns.flatMap(({ id }, at) => (wide[at] ? [id, `${id}.low`, `${id}.high`] : [id]));
  const lines = rows.map((row) =>
    row.flatMap((field, at) => {
      if (isMeasure(field)) return [field.value, field.low, field.high];
      return wide[at] ? [field, null, null] : [field];
    }),
  );
  return BYTE_ORDER_MARK + [header, ...lines].map((line) => delimitedLine(line)).join('');
}
