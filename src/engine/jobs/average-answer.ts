import { coalitionsOf } from '../../games/coalitions.ts';
import type { Pool } from '../pool/pool.ts';
import type { Subject } from '../subjects/subject.ts';

/**
 * The model's answer where nothing of an input is known, all outputs in the model's own units: of a
 * row the mean of the answers to the background rows, of a text or picture that with all of it
 * hidden.
 */
export function averageAnswer(
  pool: Pool,
  { masker, rowsPerCoalition }: Pick<Subject, 'masker' | 'rowsPerCoalition'>,
  outputs: number,
): Promise<Float64Array> {
  const all = Array.from({ length: outputs }, (_, output) => output);
  const game = { masker, rowsPerCoalition, outputs: all, space: 'output' } as const;
  return pool.value(game, coalitionsOf(masker.players, 1), new AbortController().signal);
}
