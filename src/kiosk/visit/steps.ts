import type { Cell } from '../../library/index.ts';

/** How far one touch of − or + goes, in a column whose values lie within a range: about a 20th. */
export function stepOf([low, high]: readonly [number, number]): number {
  const span = high - low;
  if (!(span > 0)) return 1;
  const rough = span / 20;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  const step = nice * power;
  // Whole numbers stay whole.
  return Number.isInteger(low) && Number.isInteger(high) ? Math.max(1, Math.round(step)) : step;
}

/** A value one step further, within the range, without the noise of binary fractions. */
export function stepped(cell: Cell, range: readonly [number, number], direction: 1 | -1): number {
  const [low, high] = range;
  const step = stepOf(range);
  const from = typeof cell === 'number' ? cell : (low + high) / 2;
  // What lies outside comes back in, and goes no further out.
  const to = Math.min(Math.max(from + direction * step, Math.min(low, from)), Math.max(high, from));
  return Number(to.toPrecision(12));
}
