import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import { type Precision, precisionOf } from '../numerics/numbers.ts';
import type { Encoding } from '../structures/structure.ts';
import { valueText } from './bind/input-plan.ts';
import type { ElementType, TabularBinding } from './model.ts';
import { type ColumnValue, type TracedColumn, UnknownCategory } from './onnx/pipeline/traced-columns.ts';
import { fromHalf, toHalf } from './onnx/reading/float16.ts';

/** A column of the row, as an input of the model takes it. */
interface FedColumn {
  readonly input: string;
  readonly type: ElementType;
  readonly levels: readonly string[] | null;
}

/**
 * How a row becomes the columns that a structure reads: first as the inputs take its numbers (whole
 * ones are rounded, levels become their texts), then as the file makes columns of those (`made`).
 * null where both leave every column as it is.
 */
export function encodingOf(
  { inputs }: TabularBinding,
  made: readonly TracedColumn[] | null,
  file: string,
): Encoding | null {
  const fed = inputs.flatMap(({ name, type, levels, columns }) =>
    columns.map((_, at): FedColumn => ({ input: name, type, levels: levels?.[at] ?? null })),
  );
  if (!made && (fed.every(({ type }) => type === 'float32') || fed.every(({ type }) => type === 'float64')))
    return null;
  const columns: readonly Pick<TracedColumn, 'owner' | 'make'>[] =
    made ?? fed.map((_, owner) => ({ owner, make: null }));
  const readersFor = (precision: Precision) =>
    columns.map(({ owner, make }) => columnReader(fed[owner], make, { precision, file }));
  const readers = new Map<Precision, ReturnType<typeof readersFor>>();
  const owner = Int32Array.from(columns, (column) => column.owner);
  return {
    owner,
    encode(rows, count) {
      const precision = precisionOf(rows);
      const own = readers.get(precision) ?? readersFor(precision);
      readers.set(precision, own);
      const encoded = new Float64Array(count * columns.length);
      for (let row = 0, at = 0; row < count; row++) {
        for (let c = 0; c < columns.length; c++, at++) encoded[at] = own[c](rows[row * fed.length + owner[c]]);
      }
      return encoded;
    },
  };
}

/**
 * Reads a column from the row's number. Throws `model-input` for a text that the file has no number
 * for.
 */
function columnReader(
  { input, type, levels }: FedColumn,
  make: TracedColumn['make'],
  { precision, file }: { readonly precision: Precision; readonly file: string },
): (value: number) => number {
  const take = taker(type, levels, precision);
  if (!make) return take as (value: number) => number;
  const read = (value: number): number => {
    try {
      return make(take(value)) as number;
    } catch (error) {
      if (!(error instanceof UnknownCategory)) throw error;
      throw new OrielError(
        'model-input',
        { input, file, text: message('model.noCategory', { value: error.category }) },
        { cause: error },
      );
    }
  };
  return levels ? remembered(read, levels.length) : read;
}

/** A number of a row in a precision as the input's value. */
function taker(
  type: ElementType,
  levels: readonly string[] | null,
  precision: Precision,
): (value: number) => ColumnValue {
  switch (type) {
    case 'string':
      return (value) => valueText(value, levels, precision);
    case 'float32':
      return Math.fround;
    case 'float64':
      return (value) => value;
    case 'float16':
      return (value) => fromHalf(toHalf(value));
    case 'bool':
      return (value) => Number(value !== 0);
    default:
      return Math.round;
  }
}

/** The same, with the results for levels kept: there are few levels. */
function remembered(read: (value: number) => number, levels: number): (value: number) => number {
  const known = new Float64Array(levels);
  const has = new Uint8Array(levels);
  return (value) => {
    if (!(value >= 0 && value < levels)) return read(value);
    if (has[value] === 0) {
      known[value] = read(value);
      has[value] = 1;
    }
    return known[value];
  };
}
