import { message } from '../../catalogue/message.ts';
import { saysNoAndYes, truthOf } from '../../data/tables/cell-words.ts';
import { levelCodes } from '../../data/tables/level-codes.ts';
import type { Column } from '../../data/tables/table.ts';
import { OrielError } from '../../errors.ts';
import type { Cell } from '../protocol.ts';

/** A row's numbers as cells: names of levels, null where one is missing, the shortest decimals. */
export function decodeRow(row: Float32Array, columns: readonly Column[]): Cell[] {
  return columns.map(({ levels }, index) => {
    const value = row[index];
    if (Number.isNaN(value)) return null;
    return levels ? (levels[value] ?? value) : shortest(value);
  });
}

/**
 * Cells as numbers for the model. Throws `request-invalid` for too many or too few, `data-value`
 * for text where a number belongs or an unknown level. Codes are no levels of columns in `named`.
 */
export function encodeRow(
  values: readonly Cell[],
  columns: readonly Column[],
  named: ReadonlyMap<string, readonly string[]> = new Map(),
): Float32Array {
  if (values.length !== columns.length) {
    throw new OrielError('request-invalid', {
      text: message('engine.valuesLength', { found: values.length, expected: columns.length }),
    });
  }
  return Float32Array.from(values, (value, index) => {
    const { name, levels } = columns[index];
    if (value === null || value === '') return Number.NaN;
    const known = levels?.indexOf(String(value)) ?? -1;
    if (known >= 0) return known;
    const truth = levels && saysNoAndYes(levels) ? truthOf(String(value)) : null;
    if (truth !== null) return truth;
    const exact = named.get(name);
    const number = exact ? (levelCodes(exact)(String(value)) ?? Number.NaN) : Number(value);
    const fits =
      Number.isFinite(Math.fround(number)) &&
      (!levels || (Number.isInteger(number) && number >= 0 && number < levels.length));
    if (!fits)
      throw new OrielError('data-value', {
        column: name,
        text: message('engine.quoted', { text: String(value) }),
        expected: levels ?? message('engine.aNumber'),
      });
    return number;
  });
}

/** The shortest decimal that gives this float32: 0.1, not 0.10000000149011612. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
