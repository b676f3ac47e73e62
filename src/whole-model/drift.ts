import { exp, log } from '../numerics/math.ts';
import { differenceOf, type Shift } from './gaps.ts';
import type { Column } from './groups.ts';
import { type Attributions, columnOf } from './importance.ts';
import { moments } from './measure.ts';
import { quantileOf, sortedNumbers } from './quantiles.ts';

/** How one column's values differ between a reference and other rows. */
export interface ColumnDrift {
  readonly name: string;
  /** Population stability index over tenths of the reference, or over levels. */
  readonly psi: number;
  /** What the index would be at 95 % of samples of these sizes without any drift. */
  readonly psiWithoutDrift: number;
  /** Kolmogorov and Smirnov's distance; null of categories, and where one of both has no value. */
  readonly ks: number | null;
  readonly pValue: number | null;
}

/** Kolmogorov and Smirnov's largest distance between two distributions; NaN is left out. */
export function kolmogorovSmirnov(
  first: Float64Array,
  second: Float64Array,
): { readonly distance: number; readonly pValue: number } {
  const [a, b] = [sortedNumbers(first), sortedNumbers(second)];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return { distance, pValue: beyond(distance, (a.length * b.length) / (a.length + b.length)) };
}

/** P(distance or more without drift), by Kolmogorov's series with Stephens' correction (1970). */
function beyond(distance: number, size: number): number {
  const root = Math.sqrt(size);
  const t = distance * (root + 0.12 + 0.11 / root);
  if (!(t > 0.2)) return 1;
  let [sum, sign] = [0, 1];
  for (let k = 1; k <= 100; k++, sign = -sign) {
    const term = exp(-2 * k * k * t * t);
    sum += sign * term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/**
 * Population stability index: the sum over parts of (q − p) log(q / p), of shares in the reference
 * and elsewhere. Half a row is added to each part, so that an empty one does not make it infinite.
 */
export function stabilityIndex(reference: ArrayLike<number>, other: ArrayLike<number>): number {
  const parts = reference.length;
  const total = (counts: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < parts; i++) sum += counts[i] + 0.5;
    return sum;
  };
  const [n, m] = [total(reference), total(other)];
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const [p, q] = [(reference[part] + 0.5) / n, (other[part] + 0.5) / m];
    sum += (q - p) * log(q / p);
  }
  return sum;
}

/** How a column's values have moved; both have the same levels. */
export function driftOf(reference: Column, other: Column): ColumnDrift {
  const edges = reference.levels ? null : tenths(reference.values);
  const parts = reference.levels ? reference.levels.length : (edges as number[]).length + 1;
  // The last part holds rows without a value.
  const count = (values: Float64Array): Float64Array => {
    const counts = new Float64Array(parts + 1);
    for (const value of values) {
      const part = edges ? edges.filter((edge) => edge < value).length : value;
      counts[Number.isNaN(value) ? parts : part]++;
    }
    return counts;
  };
  const [a, b] = [count(reference.values), count(other.values)];
  const used = Array.from(a.keys()).filter((part) => a[part] + b[part] > 0);
  const pick = (counts: Float64Array): number[] => used.map((part) => counts[part]);
  const comparable = !reference.levels && [reference, other].every(({ values }) => !values.every(Number.isNaN));
  const ks = comparable ? kolmogorovSmirnov(reference.values, other.values) : null;
  return {
    name: reference.name,
    psi: stabilityIndex(pick(a), pick(b)),
    psiWithoutDrift: withoutDrift(used.length, reference.values.length, other.values.length),
    ks: ks?.distance ?? null,
    pValue: ks?.pValue ?? null,
  };
}

/** Without drift the index is about (1/n + 1/m) times chi squared (Yurdakul and Naranjo 2020). */
function withoutDrift(parts: number, n: number, m: number): number {
  const freedom = Math.max(1, parts - 1);
  const root = 1 - 2 / (9 * freedom) + 1.6448536269514722 * Math.sqrt(2 / (9 * freedom));
  return freedom * root * root * root * (1 / n + 1 / m);
}

function tenths(values: Float64Array): number[] {
  const sorted = sortedNumbers(values);
  const edges = Array.from({ length: 9 }, (_, i) => quantileOf(sorted, (i + 1) / 10));
  return [...new Set(edges)].filter((edge) => edge < sorted[sorted.length - 1]);
}

/** Which attributions are larger or smaller elsewhere: `first` is elsewhere, the largest first. */
export function shiftsOf(reference: Attributions, other: Attributions): Shift[] {
  const width = reference.players.length;
  return reference.players
    .map((name, player): Shift => {
      const [a, b] = [other, reference].map(({ values }) => moments(columnOf(values, player, width)));
      return { name, difference: differenceOf(a, b), first: a.mean, second: b.mean };
    })
    .sort((a, b) => Math.abs(b.difference.value ?? 0) - Math.abs(a.difference.value ?? 0));
}
