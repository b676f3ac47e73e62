import type { Numbers } from '../numerics/numbers.ts';
import { changeCost, type Measure } from './distance.ts';
import { inPrecision, multiple, multiples, type NumberDomain } from './number-domain.ts';

/**
 * What changes as a whole, within its limits: a column with numbers; one with levels; columns of
 * which one stands for a level (one-hot), which take one of some patterns; columns of numbers that
 * move together, all by the same amount.
 */
export type Lever =
  | {
      readonly kind: 'number';
      readonly columns: readonly [number];
      readonly domain: NumberDomain;
      readonly measure: Measure;
      /** Whether the value may go missing. */
      readonly missing: boolean;
    }
  | {
      readonly kind: 'levels';
      readonly columns: readonly [number];
      /** Codes that it may take. */
      readonly codes: readonly number[];
      readonly cost: number;
      readonly missing: boolean;
    }
  | {
      readonly kind: 'patterns';
      readonly columns: readonly number[];
      readonly patterns: readonly (readonly number[])[];
      readonly cost: number;
    }
  | {
      readonly kind: 'together';
      readonly columns: readonly number[];
      readonly domains: readonly NumberDomain[];
      /** Amounts are multiples of it. */
      readonly step: number;
      /** Set where the limits allow amounts between these, too. */
      readonly sampled?: true;
      readonly measures: readonly Measure[];
    };

/** What a lever may be set to: `count` settings, the first of them as the row is. */
export interface Settings {
  readonly columns: readonly number[];
  readonly count: number;
  readonly costs: Float64Array;
  /** Count × columns. */
  readonly values: Float64Array;
}

/** What a setting of a lever costs. */
export function costOf(lever: Lever, row: Numbers, values: ArrayLike<number>): number {
  const { columns } = lever;
  switch (lever.kind) {
    case 'number':
      return changeCost(row[columns[0]], values[0], lever.measure);
    case 'together':
      return columns.reduce((sum, column, at) => sum + changeCost(row[column], values[at], lever.measures[at]), 0);
    default:
      return columns.every((column, at) => same(row[column], values[at])) ? 0 : lever.cost;
  }
}

export const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** The settings of a lever from values for its columns, without any that is as the row is. */
export function settingsOf(lever: Lever, row: Numbers, given: readonly (readonly number[])[]): Settings {
  const { columns } = lever;
  const own = columns.map((column) => row[column]);
  const others = given.filter((values) => !values.every((value, at) => same(value, own[at])));
  const all = [own, ...others];
  return {
    columns,
    count: all.length,
    costs: Float64Array.from(all, (values) => costOf(lever, row, values)),
    values: Float64Array.from(all.flat()),
  };
}

/** Sets a lever in a row. */
export function setLever(row: Numbers, { columns, values }: Settings, setting: number): void {
  for (let at = 0; at < columns.length; at++) row[columns[at]] = values[setting * columns.length + at];
}

/**
 * All settings of a lever where they are at most `most`, in order; null where there are more.
 */
export function allSettings(lever: Lever, row: Numbers, most: number): number[][] | null {
  switch (lever.kind) {
    case 'levels':
      return [...lever.codes.map((code) => [code]), ...(lever.missing ? [[Number.NaN]] : [])];
    case 'patterns':
      return lever.patterns.map((pattern) => [...pattern]);
    case 'number': {
      const { domain, missing } = lever;
      const [first, last] = multiples(domain);
      const { step } = domain;
      if (step === null || last - first >= most) return null;
      const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => [
        inPrecision(multiple(step, first + k), domain.precision),
      ]);
      return missing ? [...numbers, [Number.NaN]] : numbers;
    }
    default:
      return amounts(lever, row);
  }
}

/** All that columns which move together may be set to; the amounts must be few. */
function amounts({ columns, domains, step }: Lever & { kind: 'together' }, row: Numbers): number[][] {
  // A missing value has nothing to move from.
  if (columns.some((column) => Number.isNaN(row[column]))) return [];
  const first = Math.ceil(Math.max(...domains.map(({ least }, at) => least - row[columns[at]])) / step);
  const last = Math.floor(Math.min(...domains.map(({ most }, at) => most - row[columns[at]])) / step);
  const found: number[][] = [];
  // Differences are rounded: one amount more on each side may be within.
  for (let times = first - 1; times <= last + 1; times++) {
    const moved = columns.map((column, at) => movedBy(multiple(step, times), row[column], domains[at]));
    if (!moved.includes(null)) found.push(moved as number[]);
  }
  return found;
}

/** Relative distance of neighbouring numbers, at most. */
const EPSILON = { float32: 1.1920928955078125e-7, float64: Number.EPSILON };

/** A number moved by an amount; beyond an end by rounding alone, it is that end. null: outside. */
function movedBy(amount: number, from: number, { least, most, precision }: NumberDomain): number | null {
  const moved = inPrecision(from + amount, precision);
  const rounding = (Math.abs(from) + Math.abs(amount)) * EPSILON[precision];
  if (moved < least - rounding || moved > most + rounding) return null;
  return Math.min(most, Math.max(least, moved));
}
