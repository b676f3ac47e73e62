import { type Measure, proportion } from './measure.ts';
import type { Ranking } from './ranking.ts';

/** What taking the rows with the largest scores first finds. */
export interface GainPoint {
  /** The share of all rows that is taken. */
  readonly share: number;
  /** The share of all positive rows among them. */
  readonly gain: Measure;
  /** How many times as many positive rows as the same number of any rows has. */
  readonly lift: Measure;
}

/** Cumulative gain and lift at even steps; rows of one score are taken in equal parts. */
export function gainOf({ rows, positives, ends, found }: Ranking, steps = 20): GainPoint[] {
  const points: GainPoint[] = [];
  for (let step = 1, run = 0; step <= steps && positives > 0; step++) {
    const taken = Math.max(1, Math.round((rows * step) / steps));
    while (ends[run] < taken) run++;
    const [from, before] = run === 0 ? [0, 0] : [ends[run - 1], found[run - 1]];
    const hits = before + ((found[run] - before) * (taken - from)) / (ends[run] - from);
    const share = taken / rows;
    const lift = proportion(hits, taken);
    const times = (value: number | null): number | null => value && (value * rows) / positives;
    points.push({
      share,
      gain: proportion(hits, positives),
      lift: { value: times(lift.value), low: times(lift.low), high: times(lift.high) },
    });
  }
  return points;
}
