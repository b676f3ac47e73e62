import { above32, above64, below32, below64 } from '../numerics/next-number.ts';
import type { Precision } from '../numerics/numbers.ts';

/** The numbers that a column may take. */
export interface NumberDomain {
  readonly least: number;
  readonly most: number;
  /** Only multiples of it, as decimals; null: every number of the precision. */
  readonly step: number | null;
  /** The precision of rows. */
  readonly precision: Precision;
}

/** More digits than a step has, and fewer than float64 gets wrong: 3 × 0.1 is 0.3. */
const DIGITS = 15;

/** A number in a precision. */
export const inPrecision = (value: number, precision: Precision): number =>
  precision === 'float32' ? Math.fround(value) : value;

/** A multiple of a step. */
export const multiple = (step: number, times: number): number => Number((step * times).toPrecision(DIGITS));

/** The first and the last multiple of the step in the domain; if none is, the first is larger. */
export function multiples({ least, most, step, precision }: NumberDomain): readonly [first: number, last: number] {
  if (step === null) return [1, 0];
  let first = Math.floor(least / step) - 1;
  while (inPrecision(multiple(step, first), precision) < least) first++;
  let last = Math.ceil(most / step) + 1;
  while (inPrecision(multiple(step, last), precision) > most) last--;
  return [first, last];
}

/** The least and the greatest number of the domain; none where it is empty. */
export function endsOf(domain: NumberDomain): number[] {
  const { least, most, step, precision } = domain;
  if (step === null) return least <= most ? [least, most] : [];
  const [first, last] = multiples(domain);
  return first > last ? [] : [first, last].map((times) => inPrecision(multiple(step, times), precision));
}

/** Whether a number is one of the domain. */
export function isWithin({ least, most, step, precision }: NumberDomain, value: number): boolean {
  if (!(value >= least && value <= most)) return false;
  return step === null || inPrecision(multiple(step, Math.round(value / step)), precision) === value;
}

/**
 * The largest number of the domain that is at most `cut`, and the smallest that is above it, where
 * the model rounds numbers to `precision` before it compares them.
 */
export function besides(domain: NumberDomain, cut: number, precision: Precision): number[] {
  const { least, most, step } = domain;
  const own = (value: number) => inPrecision(value, domain.precision);
  const seen = (value: number) => inPrecision(value, precision);
  // Where the model sees both ends on one side of the cut, they stand for all.
  if (!(cut >= seen(least) && cut < seen(most))) return [];
  let [below, above] = [cut, cut];
  if (step === null) {
    const single = domain.precision === 'float32' || precision === 'float32';
    below = own(cut);
    if (seen(below) > cut) below = single ? below32(Math.fround(below)) : below64(below);
    above = own(cut);
    if (seen(above) <= cut) {
      above = single ? above32(Math.fround(above)) : above64(above);
      if (seen(above) <= cut) above = above32(above);
    }
  } else {
    let times = Math.floor(cut / step);
    const at = (k: number) => own(multiple(step, k));
    while (seen(at(times)) > cut) times--;
    while (seen(at(times + 1)) <= cut) times++;
    [below, above] = [at(times), at(times + 1)];
  }
  return [below, above].filter((value) => value >= least && value <= most);
}
