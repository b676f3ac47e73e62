import type { ElementType, TabularBinding } from '../model.ts';
import { valueText } from './input-plan.ts';

/** How a model takes the numbers of a column. */
export interface TakenNumbers {
  /** Whether a number that is not missing can be given to the model. */
  holds(value: number): boolean;
  /** The model is given another number where one is rounded to single precision; null: never. */
  readonly needsDouble: ((value: number) => boolean) | null;
  /**
   * In a row that needs no double precision, whether a number is the one of the table to the last
   * digit, not one that was rounded to it.
   */
  isExact(value: number): boolean;
  /** For whole numbers, their bits. */
  readonly bits?: 32 | 64;
}

const single: TakenNumbers = {
  holds: (value) => Number.isFinite(Math.fround(value)),
  needsDouble: null,
  isExact: () => false,
};
const double: TakenNumbers = {
  holds: Number.isFinite,
  needsDouble: (value) => Math.fround(value) !== value && !Number.isNaN(value),
  isExact: () => true,
};
/** Numbers that are given as texts. */
const written: TakenNumbers = {
  holds: Number.isFinite,
  needsDouble: (value) => valueText(Math.fround(value), null, 'float32') !== valueText(value, null, 'float64'),
  isExact: () => false,
};
const whole = (bits: 32 | 64, least: number, most: number): TakenNumbers => ({
  bits,
  holds: (value) => value >= least && value <= most,
  needsDouble: (value) => Math.round(Math.fround(value)) !== Math.round(value) && !Number.isNaN(value),
  isExact: Number.isInteger,
});
const int32 = whole(32, -(2 ** 31), 2 ** 31 - 1);
const int64 = whole(64, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** How a model takes each number of a row. */
export function takenNumbers({ inputs }: TabularBinding): TakenNumbers[] {
  const taken: TakenNumbers[] = [];
  for (const { type, columns, levels } of inputs)
    for (const [at, column] of columns.entries()) taken[column] = takenAs(type, levels?.[at] ?? null);
  return taken;
}

function takenAs(type: ElementType, levels: readonly string[] | null): TakenNumbers {
  switch (type) {
    case 'float64':
      return double;
    case 'int64':
      return int64;
    case 'int32':
      return int32;
    case 'string':
      return levels ? single : written;
    default:
      return single;
  }
}
