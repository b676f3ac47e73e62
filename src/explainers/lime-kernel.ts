import { exp } from '../games/math.ts';

/** LIME's exponential kernel: sqrt(exp(−d² / width²)). */
export const proximity = (distance: number, width: number): number => Math.sqrt(exp(-(distance * distance) / (width * width)));

/** Sizes of the asks of a plan of `total` rows: doubling from `first` up to `largest`; a smaller total only cuts the plan. */
export function* askSizes(total: number, first: number, largest: number): Generator<number> {
  let size = first;
  for (let done = 0; done < total; done += size, size = Math.min(largest, size * 2)) yield Math.min(size, total - done);
}

/** Rows kept at most where only time limits a plan: about half a gigabyte of design and values. */
export const rowLimit = (samples: number, players: number, outputs: number): number =>
  Number.isFinite(samples) ? Math.max(1, samples) : Math.floor(67108864 / (players + outputs));
