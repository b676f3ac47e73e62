import { OrielError } from '../errors.ts';
import type { Encoding } from '../structures/structure.ts';
import { modelWords } from '../words/en.ts';
import { written } from './bind/input-plan.ts';
import type { ElementType, TabularBinding } from './model.ts';
import { type Cell, NoCategory, type Value } from './onnx/pipeline/cells.ts';
import { fromHalf, toHalf } from './onnx/reading/float16.ts';

/** A column of the person's row, as an input of the model takes it. */
interface Fed {
  readonly input: string;
  readonly type: ElementType;
  readonly levels: readonly string[] | null;
}

/**
 * How a row becomes the columns that a structure reads: what inputs make of numbers (whole ones are
 * rounded, levels become their texts), then what the file makes of those, `made`, where it makes
 * anything. null where both leave every column as it is.
 */
export function encodingOf({ inputs }: TabularBinding, made: readonly Cell[] | null, file: string): Encoding | null {
  const fed = inputs.flatMap(({ name, type, levels, columns }) =>
    columns.map((_, at): Fed => ({ input: name, type, levels: levels?.[at] ?? null })),
  );
  if (!made && fed.every(({ type }) => type === 'float32' || type === 'float64')) return null;
  const cells: readonly Pick<Cell, 'owner' | 'make'>[] = made ?? fed.map((_, owner) => ({ owner, make: null }));
  const readers = cells.map(({ owner, make }) => cellReader(fed[owner], make, file));
  const owner = Int32Array.from(cells, (cell) => cell.owner);
  return {
    owner,
    encode(rows, count) {
      const encoded = new Float64Array(count * cells.length);
      for (let row = 0, at = 0; row < count; row++) {
        for (let c = 0; c < cells.length; c++, at++) encoded[at] = readers[c](rows[row * fed.length + owner[c]]);
      }
      return encoded;
    },
  };
}

/**
 * Reads a cell from the row's number. Throws `model-input` for a text that the file has no number
 * for.
 */
function cellReader({ input, type, levels }: Fed, make: Cell['make'], file: string): (value: number) => number {
  const take = taker(type, levels);
  if (!make) return take as (value: number) => number;
  const read = (value: number): number => {
    try {
      return make(take(value)) as number;
    } catch (error) {
      if (!(error instanceof NoCategory)) throw error;
      throw new OrielError(
        'model-input',
        { input, file, text: modelWords.noCategory(error.message) },
        { cause: error },
      );
    }
  };
  return levels ? remembered(read, levels.length) : read;
}

/** A row's number as the input's value. */
function taker(type: ElementType, levels: readonly string[] | null): (value: number) => Value {
  switch (type) {
    case 'string':
      return (value) => written(value, levels);
    case 'float32':
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

/** The same, with the numbers of levels kept: there are few of them. */
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
