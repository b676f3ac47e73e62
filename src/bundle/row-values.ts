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
