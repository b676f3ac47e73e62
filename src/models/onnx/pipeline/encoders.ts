// Operators of scikit-learn's pipelines that make other values from those of columns.

import {
  floatOf,
  floatsOf,
  intOf,
  intsOf,
  tensorNumbers,
  tensorOf,
  tensorTexts,
  textOf,
  textsOf,
} from '../reading/attributes.ts';
import type { Node } from '../reading/nodes.ts';
import { ELEMENT_TYPES } from '../reading/proto.ts';
import {
  type Call,
  COLUMN_LIMIT,
  type ColumnType,
  type ColumnValue,
  imputed,
  lookedUp,
  type Operators,
  oneHot,
  scaled,
  type TracedTensor,
} from './traced-columns.ts';

export const encoders: Operators = {
  'ai.onnx.ml:Scaler': scaledColumns,
  'ai.onnx.ml:Imputer': imputedColumns,
  'ai.onnx.ml:OneHotEncoder': hotColumns,
  'ai.onnx.ml:LabelEncoder': (call) => lookedColumns(call, encoderOf(call.node)),
  'ai.onnx.ml:CategoryMapper': (call) => lookedColumns(call, mapperOf(call.node, call.inputs[0])),
};

/** One number for all columns, or one for each. */
const of = (numbers: ArrayLike<number>, at: number): number => numbers[numbers.length === 1 ? 0 : at];
const fits = (numbers: ArrayLike<number>, { columns, dims }: TracedTensor): boolean =>
  numbers.length === 1 || (dims.length === 1 && numbers.length === columns.length);

function scaledColumns({ node, inputs: [first] }: Call): TracedTensor | null {
  const [offset, scale] = [floatsOf(node, 'offset'), floatsOf(node, 'scale')];
  const numbers = first.columns.every(
    ({ type }) => type === 'float32' || type === 'float64' || type === 'int64' || type === 'int32',
  );
  if (!numbers || !fits(offset, first) || !fits(scale, first)) return null;
  return { ...first, columns: first.columns.map((column, at) => scaled(column, of(offset, at), of(scale, at))) };
}

function imputedColumns({ node, inputs: [first] }: Call): TracedTensor | null {
  const whole = first.columns.every(({ type }) => type === 'int64');
  if (!whole && first.columns.some(({ type }) => type !== 'float32' && type !== 'float64')) return null;
  const values = whole ? intsOf(node, 'imputed_value_int64s') : floatsOf(node, 'imputed_value_floats');
  const missing = whole ? intOf(node, 'replaced_value_int64', 0) : floatOf(node, 'replaced_value_float', 0);
  if (!fits(values, first)) return null;
  return { ...first, columns: first.columns.map((column, at) => imputed(column, missing, of(values, at))) };
}

function hotColumns({ node, inputs: [{ dims, columns }] }: Call): TracedTensor | null {
  const texts = columns.every(({ type }) => type === 'string');
  if (!texts && columns.some(({ type }) => type === 'string' || type === 'bool' || type === 'float16')) return null;
  const categories: readonly ColumnValue[] = texts ? textsOf(node, 'cats_strings') : intsOf(node, 'cats_int64s');
  if (categories.length === 0 || columns.length * categories.length > COLUMN_LIMIT) return null;
  const strict = intOf(node, 'zeros', 1) === 0 ? new Set(categories) : null;
  return {
    dims: [...dims, categories.length],
    columns: columns.flatMap((column) => categories.map((category) => oneHot(column, category, strict))),
  };
}

interface Encoder {
  readonly keys: List;
  readonly values: List;
  readonly absent: ColumnValue;
}
interface List {
  readonly list: readonly ColumnValue[];
  readonly type: ColumnType;
}

function lookedColumns({ inputs: [first] }: Call, found: Encoder | null): TracedTensor | null {
  if (!found) return null;
  const { keys, values, absent } = found;
  // Only newer versions of the operator know NaN.
  if (keys.list.length !== values.list.length || keys.list.some(Number.isNaN)) return null;
  if (first.columns.some(({ type }) => type !== keys.type)) return null;
  const table = new Map(keys.list.map((key, at) => [key, values.list[at]]));
  return { ...first, columns: first.columns.map((column) => lookedUp(column, table, absent, values.type)) };
}

/**
 * LabelEncoder: a list of classes in its first version, keys and values in the others, as lists or
 * tensors.
 */
function encoderOf(node: Node): Encoder | null {
  const classes = textsOf(node, 'classes_strings');
  if (classes.length > 0) {
    const values = { list: [...classes.keys()], type: 'int64' } as const;
    return { keys: { list: classes, type: 'string' }, values, absent: intOf(node, 'default_int64', -1) };
  }
  const [keys, values] = [listOf(node, 'keys'), listOf(node, 'values')];
  return keys && values && { keys, values, absent: defaultOf(node, values.type) };
}

function mapperOf(node: Node, { columns }: TracedTensor): Encoder | null {
  const texts: List = { list: textsOf(node, 'cats_strings'), type: 'string' };
  const numbers: List = { list: intsOf(node, 'cats_int64s'), type: 'int64' };
  if (columns.every(({ type }) => type === 'string'))
    return { keys: texts, values: numbers, absent: intOf(node, 'default_int64', -1) };
  return { keys: numbers, values: texts, absent: textOf(node, 'default_string', '_Unused') };
}

function listOf(node: Node, prefix: string): List | null {
  const tensor = tensorList(node, `${prefix}_tensor`);
  if (tensor) return tensor;
  const lists: readonly List[] = [
    { list: textsOf(node, `${prefix}_strings`), type: 'string' },
    { list: intsOf(node, `${prefix}_int64s`), type: 'int64' },
    { list: Array.from(floatsOf(node, `${prefix}_floats`)), type: 'float32' },
  ];
  return lists.find(({ list }) => list.length > 0) ?? null;
}

function tensorList(node: Node, name: string): List | null {
  const tensor = tensorOf(node, name);
  const numbers = tensor && tensorNumbers(tensor);
  if (numbers) return { list: Array.from(numbers.data), type: ELEMENT_TYPES[numbers.type] as ColumnType };
  const texts = tensor && tensorTexts(tensor);
  return texts && { list: texts.data, type: 'string' };
}

function defaultOf(node: Node, type: ColumnType): ColumnValue {
  const given = tensorList(node, 'default_tensor')?.list[0];
  if (given !== undefined) return given;
  if (type === 'string') return textOf(node, 'default_string', '_Unused');
  return type === 'int64' ? intOf(node, 'default_int64', -1) : floatOf(node, 'default_float', 0);
}
