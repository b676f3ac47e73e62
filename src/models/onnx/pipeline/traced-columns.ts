// Columns that a graph makes in front of a model, each by a function of one value of the row, in
// the arithmetic of onnxruntime.

import { fromHalf, toHalf } from '../reading/float16.ts';
import type { Node } from '../reading/nodes.ts';
import type { Graph } from './main-graph.ts';

/** int64 has float64's 53 bits here; bool is 0 or 1. */
export type ColumnType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'bool' | 'string';
export type ColumnValue = number | string;

/** One column of a tensor, made from one column of the row. */
export interface TracedColumn {
  /** The column of the row, with all inputs of the graph side by side; −1 for constants. */
  readonly owner: number;
  readonly type: ColumnType;
  /** Makes it from the value that the graph's input holds; null where it is that value. */
  readonly make: ((value: ColumnValue) => ColumnValue) | null;
}

/**
 * A tensor whose first dimension counts rows: its other dimensions, and a column for each element
 * of a row, row-major.
 */
export interface TracedTensor {
  readonly dims: readonly number[];
  readonly columns: readonly TracedColumn[];
}

/**
 * Operators by name: each makes columns from those of its inputs; null where it makes one column of
 * several.
 */
export type Operators = Readonly<Record<string, (call: Call) => TracedTensor | null>>;

export interface Call {
  readonly node: Node;
  /** Not empty; an input left out has no columns. */
  readonly inputs: readonly TracedTensor[];
  readonly graph: Graph;
  /** Which of the node's outputs is asked for. */
  readonly output: string;
}

/** Files with more are no pipelines. */
export const COLUMN_LIMIT = 2 ** 20;

const TYPES: ReadonlySet<string> = new Set<ColumnType>([
  'float32',
  'float64',
  'float16',
  'int64',
  'int32',
  'bool',
  'string',
]);
export const isColumnType = (type: string): type is ColumnType => TYPES.has(type);

/** A value on which the graph fails. */
export class UnknownCategory extends Error {
  readonly category: string;

  constructor(category: string) {
    super(category);
    this.category = category;
  }
}

export const constantColumn = (value: ColumnValue, type: ColumnType): TracedColumn => ({
  owner: -1,
  type,
  make: () => value,
});

/** A column made from another by a function of its value. */
export const mapped = (
  column: TracedColumn,
  type: ColumnType,
  map: (value: ColumnValue) => ColumnValue,
): TracedColumn => {
  const { owner, make } = column;
  return { owner, type, make: make ? (value) => map(make(value)) : map };
};

/** A column made from several; null where they belong to different columns of the row. */
export function combined(
  columns: readonly TracedColumn[],
  type: ColumnType,
  combine: (...values: ColumnValue[]) => ColumnValue,
): TracedColumn | null {
  const owner = columns.reduce((most, column) => Math.max(most, column.owner), -1);
  if (columns.some((column) => column.owner >= 0 && column.owner !== owner)) return null;
  const makes = columns.map(({ make }) => make);
  return { owner, type, make: (value) => combine(...makes.map((make) => (make ? make(value) : value))) };
}

/** Rounds to float32 and does nothing else; see `isRow`. */
const toSingle = Math.fround as NonNullable<TracedColumn['make']>;

/** Whether a column holds the row's own numbers, as a structure of float32 rounds them anyway. */
export const isRow = ({ type, make }: TracedColumn): boolean =>
  make === null || (make === toSingle && type === 'float32');

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const;

/** A number as it is held in a type. */
export function rounded(type: ColumnType): (value: number) => number {
  switch (type) {
    case 'float32':
      return Math.fround;
    case 'float16':
      return (value) => fromHalf(toHalf(value));
    case 'int64':
      return (value) => (Number.isNaN(value) ? 0 : Math.trunc(value));
    case 'int32':
      return (value) => (Number.isNaN(value) ? 0 : Math.min(INT32[1], Math.max(INT32[0], Math.trunc(value))));
    case 'bool':
      return (value) => Number(value !== 0);
    default:
      return (value) => value;
  }
}

/** Cast; null where it depends on how the runtime writes numbers or reads texts. */
export function cast(column: TracedColumn, to: ColumnType): TracedColumn | null {
  if (column.type === to) return column;
  if (column.type === 'string') return null;
  if (to === 'string') return column.type === 'int64' || column.type === 'int32' ? mapped(column, to, String) : null;
  // float64 holds the same number.
  if (to === 'float64') return { ...column, type: to };
  if (to === 'float32' && column.make === null) return { ...column, type: to, make: toSingle };
  const round = rounded(to);
  return mapped(column, to, (value) => round(value as number));
}

/** Scaler: (x − offset) × scale, rounded to float32 at each step but for float64. */
export function scaled(column: TracedColumn, offset: number, scale: number): TracedColumn {
  if (column.type === 'float64')
    return mapped(column, 'float32', (value) => Math.fround(((value as number) - offset) * scale));
  return mapped(column, 'float32', (value) => Math.fround(Math.fround(Math.fround(value as number) - offset) * scale));
}

/** Imputer: another value where one is NaN, or is the one that stands for missing. */
export const imputed = (column: TracedColumn, missing: number, by: number): TracedColumn =>
  mapped(column, column.type, (value) =>
    (Number.isNaN(missing) ? Number.isNaN(value) : value === missing) ? by : value,
  );

/** LabelEncoder and CategoryMapper. */
export function lookedUp(
  column: TracedColumn,
  table: ReadonlyMap<ColumnValue, ColumnValue>,
  absent: ColumnValue,
  type: ColumnType,
): TracedColumn {
  return mapped(column, type, (value) => table.get(value) ?? absent);
}

/** One of OneHotEncoder's columns; `strict` fails for values that are none of the categories. */
export function oneHot(
  column: TracedColumn,
  category: ColumnValue,
  strict: ReadonlySet<ColumnValue> | null,
): TracedColumn {
  const whole =
    column.type === 'string' ? (value: ColumnValue) => value : (value: ColumnValue) => Math.trunc(value as number);
  return mapped(column, 'float32', (value) => {
    const found = whole(value);
    if (strict && !strict.has(found)) throw new UnknownCategory(String(found));
    return found === category ? 1 : 0;
  });
}
