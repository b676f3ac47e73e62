import { isMark } from '../data/tables/cell-words.ts';
import { isNumber, withoutPercent } from '../data/tables/numbers.ts';
import type { Explanation } from './record.ts';

/** A field of a file of rows; null is an empty one. */
export type Field = string | number | null;

/** What a file of rows has besides the number of each row. */
export interface RowsLayout {
  /** The table's columns, those that the model is not given among them. */
  readonly columns: readonly string[];
  /** The model's outputs, whose answers each row has. */
  readonly outputs: readonly string[];
  /** What is explained of rows; null where nothing is. */
  readonly explained: { readonly outputs: readonly string[]; readonly players: readonly string[] } | null;
}

export interface WrittenRow {
  /** Its number in the table; null where a person changed it. */
  readonly row: number | null;
  readonly cells: readonly Field[];
  readonly answers: readonly number[] | null;
  readonly record: WrittenExplanation | null;
}

/** What a file of rows holds of an explanation. */
export type WrittenExplanation = Pick<
  Explanation,
  'outputs' | 'players' | 'base' | 'attributions' | 'standardErrors' | 'space' | 'endsOnly'
> & { readonly explainer: Pick<Explanation['explainer'], 'name'> };

/** What a file of rows explains, by one of its records. */
export const explainedBy = ({ outputs, players }: Explanation): NonNullable<RowsLayout['explained']> => ({
  outputs,
  players,
});

/** Names of columns: `answer.good`, and of explanations `attribution.good.age` with its error. */
export function rowsHeader({ columns, outputs, explained }: RowsLayout): Field[] {
  const of = (part: string) => (name: string) => `${part}.${name}`;
  return [
    'row',
    ...columns,
    ...outputs.map(of('answer')),
    ...(explained ? ['explainer', 'space'] : []),
    ...(explained?.outputs ?? []).flatMap((output) => [
      `base.${output}`,
      ...(explained?.players ?? []).flatMap((player) => [
        `attribution.${output}.${player}`,
        `standard_error.${output}.${player}`,
      ]),
    ]),
  ];
}

/** The fields of a row, in the order of the header. Its record may lack some outputs. */
export function rowFields({ outputs, explained }: RowsLayout, { row, cells, answers, record }: WrittenRow): Field[] {
  return [
    row,
    ...cells,
    ...outputs.map((_, at) => answers?.[at] ?? null),
    ...(explained ? [record?.explainer.name ?? null, record?.space ?? null] : []),
    ...(explained?.outputs ?? []).flatMap((output) => {
      const at = record?.outputs.indexOf(output) ?? -1;
      return [
        record?.base[at] ?? null,
        ...(explained?.players ?? []).flatMap((player) => {
          const place = record?.players.indexOf(player) ?? -1;
          // Equal shares that nothing is known of are no attributions.
          const told = record && !record.endsOnly ? record : null;
          return [told?.attributions[at]?.[place] ?? null, told?.standardErrors?.[at]?.[place] ?? null];
        }),
      ];
    }),
  ];
}

/** How fields are set apart: for a file, or for the clipboard, which spreadsheets read by tabs. */
export type Delimiter = ',' | '\t';

/** Spreadsheets know UTF-8 by it. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Lines as RFC 4180 has them. Numbers have a decimal point. */
export const delimitedLine = (fields: readonly Field[], delimiter: Delimiter = ','): string =>
  `${fields.map((field) => quoted(defused(field), delimiter)).join(delimiter)}\r\n`;

/** Beginnings of what a spreadsheet would compute, full-width signs among them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * What a spreadsheet would take for a formula is marked as text. Numbers are none, however they are
 * written, nor is a lone dash.
 */
function defused(field: Field): string {
  if (field === null) return '';
  if (typeof field === 'number') return Number.isFinite(field) ? String(field) : '';
  return FORMULA.test(field) && !isHarmless(field) ? `'${field}` : field;
}

function isHarmless(field: string): boolean {
  const text = withoutPercent(field);
  return (
    isMark(field) || isNumber(text, { decimal: '.', groups: true }) || isNumber(text, { decimal: ',', groups: true })
  );
}

function quoted(text: string, delimiter: Delimiter): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) || text.trim() !== text
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
