import type { Explanation } from '../records/record.ts';
import type { Plan } from './schema.ts';

/** What the numbers of a row are about. */
export interface Layout {
  /** Outputs that may be explained. */
  readonly outputs: readonly string[];
  readonly players: readonly string[];
}

/** Outputs that may be explained of some row. */
export function explainableOutputs({ card, outputs, request }: Pick<Plan, 'card' | 'outputs' | 'request'>): string[] {
  if (Array.isArray(request.outputs)) return [...request.outputs];
  return request.outputs === 'default' && card.task === 'binary' ? outputs.slice(-1) : outputs;
}

/** Numbers of an output: prediction, base, and of each player its value and its error. */
const ofOutput = ({ players }: Layout): number => 2 + 2 * players.length;

/** How many numbers a row has. */
export const widthOf = (layout: Layout): number => layout.outputs.length * ofOutput(layout);

/**
 * A name as a part of a column's name, whose parts have dots between them: a name with dots has a
 * backslash before each of them, and before each backslash. So no two columns are called the same.
 */
const partOfName = (name: string): string => (name.includes('.') ? name.replace(/[.\\]/g, '\\$&') : name);

/** What a row's numbers are called, in their order. */
export function namesOf(layout: Layout): string[] {
  const players = layout.players.map(partOfName);
  return layout.outputs
    .map(partOfName)
    .flatMap((output) => [
      `prediction.${output}`,
      `base.${output}`,
      ...players.map((player) => `attribution.${output}.${player}`),
      ...players.map((player) => `standard_error.${output}.${player}`),
    ]);
}

/** The numbers of a row; NaN where its record has none. */
export function valuesOf(layout: Layout, record: Explanation): Float64Array {
  const { outputs, players } = layout;
  const packed = new Float64Array(widthOf(layout)).fill(Number.NaN);
  for (const [at, output] of record.outputs.entries()) {
    const place = outputs.indexOf(output);
    if (place < 0 || record.players.length !== players.length) throw new Error('the record is of another batch');
    const start = place * ofOutput(layout);
    packed[start] = record.prediction[at];
    packed[start + 1] = record.base[at];
    // Equal shares that nothing is known of are no attributions.
    if (record.endsOnly) continue;
    packed.set(record.attributions[at], start + 2);
    packed.set(record.standardErrors?.[at] ?? [], start + 2 + players.length);
  }
  // Neither JSON nor Parquet's dictionaries tell -0 from 0.
  return packed.map((number) => number + 0);
}

/** Rows that were explained alike, as numbers alone. */
export interface PackedRows {
  readonly count: number;
  /** Of each row, K predictions, then K × players attributions; what follows is left out. */
  readonly packed: Float64Array;
  /** Of each row, the place of the one output that is explained; null where all are. */
  readonly chosen: Int32Array | null;
  /** Names of the K outputs, and what each goes on from. */
  readonly outputs: readonly string[];
  readonly base: Float64Array;
  /** Whether standard errors are 0; else none are known. */
  readonly exact: boolean;
}

/**
 * The numbers of rows, one row after the other, each as `valuesOf` gives those of its record.
 * `room`: where they may be written, if it is large enough.
 */
export function valuesOfRows(layout: Layout, rows: PackedRows, room?: Float64Array): Float64Array {
  const { count, packed, chosen, outputs, base, exact } = rows;
  const [width, own, stride] = [widthOf(layout), ofOutput(layout), packed.length / count];
  const players = layout.players.length;
  const size = count * width;
  const values = (room && room.length >= size ? room.subarray(0, size) : new Float64Array(size)).fill(Number.NaN);
  for (const [place, name] of layout.outputs.entries()) {
    const output = outputs.indexOf(name);
    if (output < 0) throw new Error('the rows are of another batch');
    const first = outputs.length + output * players;
    for (let row = 0; row < count; row++) {
      if (chosen && chosen[row] !== output) continue;
      const [from, to] = [row * stride, row * width + place * own];
      values[to] = packed[from + output] + 0;
      values[to + 1] = base[output] + 0;
      for (let player = 0; player < players; player++) {
        values[to + 2 + player] = packed[from + first + player] + 0;
        if (exact) values[to + 2 + players + player] = 0;
      }
    }
  }
  return values;
}
