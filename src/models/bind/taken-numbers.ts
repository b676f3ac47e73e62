import { isWhole, type WholeType } from '../../data/tables/whole-numbers.ts';
import type { ElementType, TabularBinding } from '../model.ts';
import { valueText } from './input-plan.ts';

/** How a model takes the numbers of a column. */
export interface TakenNumbers {
  /**
   * Whether a number that is not missing can be given to the model. `text`: what it was read from,
   * where that may say more digits than the number keeps.
   */
  holds(value: number, text?: string): boolean;
  /** The model is given another number where one is rounded to single precision; null: never. */
  readonly needsDouble: ((value: number) => boolean) | null;
  /**
   * In a row that needs no double precision, whether a number is the one of the table to the last
   * digit, not one that was rounded to it.
   */
  isExact(value: number): boolean;
  /** For whole numbers, their type. */
  readonly whole?: WholeType;
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
const whole = (type: WholeType): TakenNumbers => ({
  whole: type,
  holds: (value, text) => isWhole(value, type, text),
  needsDouble: (value) => Math.round(Math.fround(value)) !== Math.round(value) && !Number.isNaN(value),
  isExact: Number.isInteger,
});
const wholes = { uint8: whole('uint8'), int32: whole('int32'), int64: whole('int64') } as const;

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
    case 'int32':
    case 'uint8':
      return wholes[type];
    case 'string':
      return levels ? single : written;
    default:
      return single;
  }
}
