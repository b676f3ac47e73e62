// What a graph makes of single values in front of a model, in the arithmetic of onnxruntime: one
// function of one value of the row.

import { fromHalf, toHalf } from '../reading/float16.ts';
import type { Node } from '../reading/graph.ts';
import type { Graph } from './chain.ts';

/** float32 is what a row holds; int64 has float64's 53 bits here; bool is 0 or 1. */
export type CellType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'bool' | 'string';
export type Value = number | string;

/** One column of a tensor, made from one column of the person's row. */
export interface Cell {
  /** The column of the row: all inputs of the graph side by side; −1 for constants. */
  readonly owner: number;
  readonly type: CellType;
  /** From the value that the graph's input holds; null where it is that value. */
  readonly make: ((value: Value) => Value) | null;
}

/**
 * A tensor whose first dimension counts rows: the others, and a cell for each element of a row,
 * row-major.
 */
export interface Columns {
  readonly dims: readonly number[];
  readonly cells: readonly Cell[];
}

/**
 * Operators by their names, each made of the columns of its inputs; null where one column would be
 * made of several.
 */
export type Operators = Readonly<Record<string, (call: Call) => Columns | null>>;

export interface Call {
  readonly node: Node;
  /** Not empty; an input left out has no cells. */
  readonly inputs: readonly Columns[];
  readonly graph: Graph;
  /** Which of the node's outputs is asked for. */
  readonly output: string;
}

/** No pipeline makes so many; files that do are no pipelines. */
export const CELL_LIMIT = 2 ** 20;

const TYPES: ReadonlySet<string> = new Set<CellType>([
  'float32',
  'float64',
  'float16',
  'int64',
  'int32',
  'bool',
  'string',
]);
export const isCellType = (type: string): type is CellType => TYPES.has(type);

/** Thrown where a cell is given what the graph fails on. */
export class NoCategory extends Error {}

export const constantCell = (value: Value, type: CellType): Cell => ({ owner: -1, type, make: () => value });

/** A cell made from another by a function of its value. */
export const mapped = (cell: Cell, type: CellType, map: (value: Value) => Value): Cell => {
  const { owner, make } = cell;
  return { owner, type, make: make ? (value) => map(make(value)) : map };
};

/** A cell made from several; null where they belong to different columns of the row. */
export function combined(cells: readonly Cell[], type: CellType, combine: (...values: Value[]) => Value): Cell | null {
  const owner = cells.reduce((most, cell) => Math.max(most, cell.owner), -1);
  if (cells.some((cell) => cell.owner >= 0 && cell.owner !== owner)) return null;
  const makes = cells.map(({ make }) => make);
  return { owner, type, make: (value) => combine(...makes.map((make) => (make ? make(value) : value))) };
}

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const;

/** A number as it is held in a type. */
export function rounded(type: CellType): (value: number) => number {
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

/** Cast; null where the runtime's digits or its reading of texts would have to be followed. */
export function cast(cell: Cell, to: CellType): Cell | null {
  if (cell.type === to) return cell;
  if (cell.type === 'string') return null;
  if (to === 'string') return cell.type === 'int64' || cell.type === 'int32' ? mapped(cell, to, String) : null;
  // A row holds float32 numbers, whatever the input's type; and wider floats hold the same number.
  const floats = to === 'float32' || to === 'float64';
  if (floats && (cell.make === null || (to === 'float64' && cell.type === 'float32'))) return { ...cell, type: to };
  const round = rounded(to);
  return mapped(cell, to, (value) => round(value as number));
}

/** Scaler: (x − offset) × scale, rounded to float32 at each step but for float64. */
export function scaled(cell: Cell, offset: number, scale: number): Cell {
  if (cell.type === 'float64')
    return mapped(cell, 'float32', (value) => Math.fround(((value as number) - offset) * scale));
  return mapped(cell, 'float32', (value) => Math.fround(Math.fround(Math.fround(value as number) - offset) * scale));
}

/** Imputer: another value where one is NaN, or is the one that stands for missing. */
export const imputed = (cell: Cell, missing: number, by: number): Cell =>
  mapped(cell, cell.type, (value) => ((Number.isNaN(missing) ? Number.isNaN(value) : value === missing) ? by : value));

/** LabelEncoder and CategoryMapper. */
export function looked(cell: Cell, table: ReadonlyMap<Value, Value>, absent: Value, type: CellType): Cell {
  return mapped(cell, type, (value) => table.get(value) ?? absent);
}

/** One of OneHotEncoder's columns; `strict` fails for values that are none of the categories. */
export function hot(cell: Cell, category: Value, strict: ReadonlySet<Value> | null): Cell {
  const whole = cell.type === 'string' ? (value: Value) => value : (value: Value) => Math.trunc(value as number);
  return mapped(cell, 'float32', (value) => {
    const found = whole(value);
    if (strict && !strict.has(found)) throw new NoCategory(String(found));
    return found === category ? 1 : 0;
  });
}
