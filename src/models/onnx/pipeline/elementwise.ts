// Operators that make each value from the values at the same place, and from constants.

import { intOf } from '../reading/attributes.ts';
import { ELEMENT_TYPES } from '../reading/proto.ts';
import {
  type Call,
  type ColumnType,
  type ColumnValue,
  cast,
  combined,
  isColumnType,
  type Operators,
  rounded,
  type TracedColumn,
  type TracedTensor,
} from './traced-columns.ts';

type Numbers = (...values: number[]) => number;

const ARITHMETIC: Readonly<Record<string, Numbers>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Neg: (a) => -a,
  Abs: Math.abs,
  // A missing value stays missing; bounds may be left out.
  Clip: (x, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) => (x < low ? low : x > high ? high : x),
};
const COMPARISONS: Readonly<Record<string, (a: ColumnValue, b: ColumnValue) => boolean>> = {
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
/** Types whose arithmetic here is the runtime's to the bit. */
const EXACT: ReadonlySet<ColumnType> = new Set<ColumnType>(['float32', 'float64', 'int64', 'int32']);

export const elementwise: Operators = {
  Cast: ({ node, inputs }) => {
    const to = ELEMENT_TYPES[intOf(node, 'to', 0)];
    return isColumnType(to) ? matched(inputs, ([column]) => cast(column, to)) : null;
  },
  Where: ({ inputs }) =>
    matched(inputs, (columns) => {
      const [, yes, no] = columns;
      return yes.type === no.type ? combined(columns, yes.type, (asked, a, b) => (asked !== 0 ? a : b)) : null;
    }),
  ...each(COMPARISONS, (compare) => (columns) => combined(columns, 'bool', (a, b) => Number(compare(a, b)))),
  ...each(ARITHMETIC, (compute) => (columns) => {
    const { type } = columns[0];
    const round = rounded(type);
    return EXACT.has(type) ? combined(columns, type, (...values) => round(compute(...(values as number[])))) : null;
  }),
};

/** Operators whose operands are of one type. */
function each<T>(
  table: Readonly<Record<string, T>>,
  make: (entry: T) => (columns: TracedColumn[]) => TracedColumn | null,
): Operators {
  const alike = (columns: readonly TracedColumn[]) => columns.every(({ type }) => type === columns[0].type);
  return Object.fromEntries(
    Object.entries(table).map(([name, entry]) => {
      const combine = make(entry);
      return [name, ({ inputs }: Call) => matched(inputs, (columns) => (alike(columns) ? combine(columns) : null))];
    }),
  );
}

/**
 * Makes columns from the inputs' columns at the same place: constants are repeated as ONNX does
 * (numpy's broadcasting).
 */
function matched(
  inputs: readonly TracedTensor[],
  make: (columns: TracedColumn[]) => TracedColumn | null,
): TracedTensor | null {
  const own = inputs.filter(({ columns }) => columns.some(({ owner }) => owner >= 0));
  const dims = own[0]?.dims;
  if (!dims || own.some((each) => each.dims.join() !== dims.join())) return null;
  const places = inputs.map((each) => (own.includes(each) ? null : placesOf(each, dims)));
  if (places.includes(undefined as never)) return null;
  const columns: TracedColumn[] = [];
  for (let at = 0; at < own[0].columns.length; at++) {
    const here = inputs.flatMap(({ columns }, i) =>
      columns.length === 0 ? [] : [columns[places[i] ? (places[i] as Int32Array)[at] : at]],
    );
    const column = make(here);
    if (!column) return null;
    columns.push(column);
  }
  return { dims, columns };
}

/** Which element of a constant stands at each place of a row; undefined where it does not fit. */
function placesOf(constant: TracedTensor, dims: readonly number[]): Int32Array | undefined {
  const more = constant.dims.length - dims.length;
  if (constant.dims.slice(0, Math.max(0, more)).some((dim) => dim !== 1)) return undefined;
  const own = [...new Array<number>(Math.max(0, -more)).fill(1), ...constant.dims.slice(Math.max(0, more))];
  if (constant.columns.length > 0 && own.some((dim, at) => dim !== 1 && dim !== dims[at])) return undefined;
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
