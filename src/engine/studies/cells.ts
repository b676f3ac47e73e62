import { type Message, message } from '../../catalogue/message.ts';
import { saysNoAndYes, truthOf } from '../../data/tables/cell-words.ts';
import { levelCodes } from '../../data/tables/level-codes.ts';
import type { Column } from '../../data/tables/table.ts';
import { exactRange } from '../../data/tables/whole-numbers.ts';
import { OrielError } from '../../errors.ts';
import type { TakenNumbers } from '../../models/bind/index.ts';
import { type Numbers, type Precision, precisionOf } from '../../numerics/numbers.ts';
import type { Cell } from '../protocol.ts';

/** A row's numbers as cells: names of levels, null where one is missing, the shortest decimals. */
export function decodeRow(row: Numbers, columns: readonly Column[], taken: readonly TakenNumbers[]): Cell[] {
  const precision = precisionOf(row);
  return columns.map(({ levels }, index) => {
    const value = row[index];
    if (Number.isNaN(value)) return null;
    if (levels) return levels[value] ?? value;
    return taken[index].isExact(value) ? value : shortest(value, precision);
  });
}

/** How a row's cells are read. */
interface Reading {
  /** Columns whose codes are no levels. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  readonly taken: readonly TakenNumbers[];
}

/**
 * Cells as numbers for the model. Throws `request-invalid` for too many or too few, `data-value`
 * for text where a number belongs, a number that the model cannot be given, or an unknown level.
 */
export function encodeRow(
  values: readonly Cell[],
  columns: readonly Column[],
  { named, taken }: Reading,
): Float64Array {
  if (values.length !== columns.length) {
    throw new OrielError('request-invalid', {
      text: message('engine.valuesLength', { found: values.length, expected: columns.length }),
    });
  }
  return Float64Array.from(values, (value, index) => {
    const { name, levels } = columns[index];
    if (value === null || value === '') return Number.NaN;
    const known = levels?.indexOf(String(value)) ?? -1;
    if (known >= 0) return known;
    const truth = levels && saysNoAndYes(levels) ? truthOf(String(value)) : null;
    if (truth !== null) return truth;
    const exact = named.get(name);
    const number = exact ? (levelCodes(exact)(String(value)) ?? Number.NaN) : Number(value);
    const text = typeof value === 'string' && !levels ? value : undefined;
    const fits =
      taken[index].holds(number, text) &&
      (!levels || (Number.isInteger(number) && number >= 0 && number < levels.length));
    if (!fits)
      throw new OrielError('data-value', {
        column: name,
        text: message('engine.quoted', { text: String(value) }),
        expected: levels ?? expectedOf(taken[index]),
      });
    return number;
  });
}

/** What to ask for in place of a number that the model cannot be given. */
const expectedOf = ({ whole }: TakenNumbers): Message =>
  whole === undefined ? message('engine.aNumber') : message('engine.wholeNumber', exactRange(whole));

/**
 * The shortest decimal that gives this number in its precision: of float32 0.1, not
 * 0.10000000149011612.
 */
export function shortest(value: number, precision: Precision): number {
  if (precision === 'float64') return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
