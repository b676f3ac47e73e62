// Operators that make each value of the values at the same place, with constants beside them.

import { intOf } from '../reading/attributes.ts';
import { ELEMENT_TYPES } from '../reading/proto.ts';
import {
  type Call,
  type Cell,
  type CellType,
  type Columns,
  cast,
  combined,
  isCellType,
  type Operators,
  rounded,
  type Value,
} from './cells.ts';

type Numbers = (...values: number[]) => number;

const ARITHMETIC: Readonly<Record<string, Numbers>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Neg: (a) => -a,
  Abs: Math.abs,
  // A missing value stays so; bounds left out are not there.
  Clip: (x, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) => (x < low ? low : x > high ? high : x),
};
const COMPARISONS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  Equal: (a, b) => a === b,
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterOrEqual: (a, b) => a >= b,
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
  Not: (a) => a === 0,
  IsNaN: (a) => Number.isNaN(a),
};
/** Types whose arithmetic is the runtime's to the bit. */
const EXACT: ReadonlySet<CellType> = new Set<CellType>(['float32', 'float64', 'int64', 'int32']);

export const elementwise: Operators = {
  Cast: ({ node, inputs }) => {
    const to = ELEMENT_TYPES[intOf(node, 'to', 0)];
    return isCellType(to) ? matched(inputs, ([cell]) => cast(cell, to)) : null;
  },
  Where: ({ inputs }) =>
    matched(inputs, (cells) => {
      const [, yes, no] = cells;
      return yes.type === no.type ? combined(cells, yes.type, (asked, a, b) => (asked !== 0 ? a : b)) : null;
    }),
  ...each(COMPARISONS, (compare) => (cells) => combined(cells, 'bool', (a, b) => Number(compare(a, b)))),
  ...each(ARITHMETIC, (compute) => (cells) => {
    const { type } = cells[0];
    const round = rounded(type);
    return EXACT.has(type) ? combined(cells, type, (...values) => round(compute(...(values as number[])))) : null;
  }),
};

/** Operators whose operands are of one type. */
function each<T>(table: Readonly<Record<string, T>>, make: (entry: T) => (cells: Cell[]) => Cell | null): Operators {
  const alike = (cells: readonly Cell[]) => cells.every(({ type }) => type === cells[0].type);
  return Object.fromEntries(
    Object.entries(table).map(([name, entry]) => {
      const combine = make(entry);
      return [name, ({ inputs }: Call) => matched(inputs, (cells) => (alike(cells) ? combine(cells) : null))];
    }),
  );
}

/**
 * Makes cells of the inputs' cells at the same place: constants are repeated as ONNX does (numpy's
 * broadcasting).
 */
function matched(inputs: readonly Columns[], make: (cells: Cell[]) => Cell | null): Columns | null {
  const own = inputs.filter(({ cells }) => cells.some(({ owner }) => owner >= 0));
  const dims = own[0]?.dims;
  if (!dims || own.some((each) => each.dims.join() !== dims.join())) return null;
  const places = inputs.map((each) => (own.includes(each) ? null : placesOf(each, dims)));
  if (places.includes(undefined as never)) return null;
  const cells: Cell[] = [];
  for (let at = 0; at < own[0].cells.length; at++) {
    const here = inputs.flatMap(({ cells }, i) =>
      cells.length === 0 ? [] : [cells[places[i] ? (places[i] as Int32Array)[at] : at]],
    );
    const cell = make(here);
    if (!cell) return null;
    cells.push(cell);
  }
  return { dims, cells };
}

/** Which element of a constant stands at each place of a row; undefined where it does not fit. */
function placesOf(constant: Columns, dims: readonly number[]): Int32Array | undefined {
  const more = constant.dims.length - dims.length;
  if (constant.dims.slice(0, Math.max(0, more)).some((dim) => dim !== 1)) return undefined;
  const own = [...new Array<number>(Math.max(0, -more)).fill(1), ...constant.dims.slice(Math.max(0, more))];
  if (constant.cells.length > 0 && own.some((dim, at) => dim !== 1 && dim !== dims[at])) return undefined;
  const size = dims.reduce((product, dim) => product * dim, 1);
  return Int32Array.from({ length: size }, (_, place) => {
    let [rest, at, step] = [place, 0, 1];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (own[axis] !== 1) at += (rest % dims[axis]) * step;
      step *= own[axis];
      rest = Math.floor(rest / dims[axis]);
    }
    return at;
  });
}
