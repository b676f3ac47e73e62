import type { Numbers } from '../../numerics/numbers.ts';
import { allSettings, type Lever, same } from '../lever.ts';
import { endsOf, inPrecision, isWithin, multiple, type NumberDomain } from '../number-domain.ts';

/** Rows of a table, count × columns, row-major. */
export interface Table {
  readonly data: Numbers;
  readonly count: number;
  readonly columns: number;
}

/** Settings of a lever that are kept. */
const MOST = 256;

/** What the data's own values set a lever to, in order, at most `MOST`, spread evenly. */
export function dataSettings(lever: Lever, row: Numbers, table: Table): number[][] {
  if (lever.kind !== 'number') return spread(allSettings(lever, row, MOST) ?? [], MOST);
  const [column] = lever.columns;
  const numbers = new Set(endsOf(lever.domain));
  for (let at = column; at < table.data.length; at += table.columns) {
    const near = nearestOf(lever.domain, table.data[at]);
    if (near !== null) numbers.add(near);
  }
  const sorted = [...numbers].filter((value) => !same(value, row[column])).sort((a, b) => a - b);
  const settings = spread(sorted, MOST).map((value) => [value]);
  return lever.missing ? [...settings, [Number.NaN]] : settings;
}

/** The number of the domain that is nearest to another; null where it lies outside. */
export function nearestOf(domain: NumberDomain, value: number): number | null {
  const { step, precision } = domain;
  const own = inPrecision(step === null ? value : multiple(step, Math.round(value / step)), precision);
  return isWithin(domain, own) ? own : null;
}

/** At most `count` of some, the first and the last among them. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  if (count === 1) return [all[all.length >> 1]];
  return Array.from({ length: count }, (_, at) => all[Math.round((at * (all.length - 1)) / (count - 1))]);
}

/** Numbers between two, of which the first costs less, without them. */
export function between(lever: Lever, from: number, to: number, count: number): number[][] {
  if (lever.kind !== 'number') return [];
  const found = new Set<number>();
  for (let at = 1; at <= count; at++) {
    const near = nearestOf(lever.domain, from + ((to - from) * at) / (count + 1));
    if (near !== null && near !== to && near !== from) found.add(near);
  }
  return [...found].map((value) => [value]);
}
