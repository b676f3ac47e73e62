import type { Cell } from '../protocol.ts';
import type { TabularStudy } from './study.ts';

/**
 * The first row below `row` whose cells the model can take, begun anew at the top; null where there
 * is no other.
 */
export function nextUsable({ study, facts, cells }: TabularStudy, row: number): number | null {
  for (let step = 1; step < study.rows; step++) {
    const next = (row + step) % study.rows;
    if (facts.takesMissing || cells(next).every((cell) => cell !== null)) return next;
  }
  return null;
}

/**
 * A cell for each column that stands for those that are blank: the median of its numbers (of two in
 * the middle the lower one, so that it occurs), the commonest of its levels, over complete rows.
 */
export function typicalCells(study: TabularStudy): readonly Cell[] {
  const { columns, rows } = study.usable();
  const typical = Float64Array.from(columns, ({ levels }, column) => {
    const values = Float64Array.from({ length: rows.count }, (_, row) => rows.number(row, column)).sort();
    return levels ? commonest(values) : (values[(values.length - 1) >> 1] ?? Number.NaN);
  });
  return study.decode(rows.precision === 'float32' ? Float32Array.from(typical) : typical);
}

/** Of sorted values the one that occurs most; of several the least. */
function commonest(sorted: Float64Array): number {
  let [best, most] = [Number.NaN, 0];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to === from) break;
    if (to - from > most) [best, most] = [sorted[from], to - from];
  }
  return best;
}
