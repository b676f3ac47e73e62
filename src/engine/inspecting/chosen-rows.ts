import { OrielError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** The rows that are looked at. */
export interface ChosenRows {
  /** Row numbers in the table, rising. */
  readonly rows: Int32Array;
  /** Rows that might have been chosen. */
  readonly population: number;
  /** Whether the card says that the model was not trained on them. */
  readonly heldOut: boolean;
  /** rows: the index of the known class, or the known number; NaN where nothing is known. */
  readonly truth: Float64Array;
  /** rows × columns, as the model is given them. */
  readonly data: Float64Array;
}

/**
 * The card's holdout rows where it names some, else all, that the model can take; at most as many
 * as were asked for, drawn from the seed. Throws `data-empty` where there is none.
 */
export function chooseRows(
  study: TabularStudy,
  { rows: most = Number.POSITIVE_INFINITY }: Pick<InspectRequest, 'rows'>,
  random: Random,
): ChosenRows {
  const { rows: all, columns, outputs } = study.study;
  const held = (study.card.holdout ?? []).filter((row) => row < all);
  const heldOut = held.length > 0;
  const candidates = heldOut ? [...new Set(held)].sort((a, b) => a - b) : Array.from({ length: all }, (_, row) => row);
  const usable = candidates.filter((row) => study.takes(row));
  if (usable.length === 0) throw new OrielError('data-no-usable-row', { file: study.whole.file });
  const chosen = usable.length > most ? random.shuffle(Int32Array.from(usable)).slice(0, most).sort() : usable;
  const rows = Int32Array.from(chosen);
  const width = columns.length;
  const data = new Float64Array(rows.length * width);
  for (let at = 0; at < rows.length; at++) study.readRow(rows[at], data, at * width);
  const classes = study.card.classes ?? outputs;
  const truth = new Float64Array(rows.length).fill(Number.NaN);
  for (const [at, row] of rows.entries()) {
    const known = study.known(row);
    if (known === null) continue;
    if (study.card.task === 'regression') {
      if (typeof known === 'number') truth[at] = known;
    } else {
      const own = classes.indexOf(String(known));
      if (own >= 0) truth[at] = own;
    }
  }
  return { rows, population: usable.length, heldOut, truth, data };
}
