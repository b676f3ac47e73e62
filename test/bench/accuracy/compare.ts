// Results on the golden models: errors over those of shap and of permutation-shap, and the time to
// reach shap's error.

import { automatic } from '../../../src/engine/jobs/choose-explainer.ts';
import type { Case } from './case.ts';
import type { Cell } from './measure.ts';
import { geometricMean, type Reach, reach } from './score.ts';
import { count, figure, table } from './tables.ts';

export interface Outcome {
  readonly one: Case;
  readonly cells: readonly Cell[];
  /** Milliseconds that the model takes for a coalition; null where that was not measured. */
  readonly coalitionTime: number | null;
}

/** The budgets for which shap's own errors are stored. */
const SHAP_BUDGETS = [512, 2048];

/**
 * The estimator that `auto` picks for this many players and samples; `exact` where all coalitions
 * fit.
 */
function autoFor(players: number, samples: number): string {
  return automatic({ kind: 'tabular', instance: new Float32Array(players), statistics: [] }, players, samples).name;
}

export const estimatorsOf = (outcomes: readonly Outcome[]): string[] => [
  ...new Set(outcomes.flatMap(({ cells }) => cells.map(({ estimator }) => estimator))),
];

const cellOf = (cells: readonly Cell[], estimator: string, budget: number): Cell | undefined =>
  cells.find((cell) => cell.estimator === estimator && cell.budget === budget);

/**
 * Error over that of shap's KernelExplainer with equally many coalitions: a column for each
 * estimator, and one for what auto picks.
 */
export function overShap(outcomes: readonly Outcome[]): Record<string, unknown> {
  const names = estimatorsOf(outcomes);
  const known = outcomes.filter(({ one }) => one.shap.size > 0);
  const rows: string[][] = [];
  const ratios = new Map<string, number[]>(['auto', ...names].map((name) => [name, []]));
  const listed: Record<string, number> = {};
  for (const budget of SHAP_BUDGETS) {
    for (const { one, cells } of known) {
      const shap = one.shap.get(budget);
      const row = names.map((name) => {
        const cell = cellOf(cells, name, budget);
        if (!cell || shap === undefined) return '-';
        const ratio = cell.error / shap;
        ratios.get(name)?.push(ratio);
        listed[`${one.name}, ${budget}, ${name}`] = ratio;
        return figure(ratio);
      });
      const auto = autoFor(one.players, budget);
      const own = cellOf(cells, auto, budget);
      if (own && shap !== undefined) ratios.get('auto')?.push(own.error / shap);
      rows.push([
        `${one.name}, ${count(budget)}`,
        figure(shap),
        ...row,
        own && shap !== undefined ? figure(own.error / shap) : '-',
        auto,
      ]);
    }
  }
  if (rows.length === 0) return {};
  const summary = (label: string, of: (values: readonly number[]) => number) => {
    const text = (name: string): string => {
      const values = ratios.get(name) ?? [];
      return values.length > 0 ? figure(of(values)) : '-';
    };
    return [label, '', ...names.map(text), text('auto'), ''];
  };
  table(
    "Mean squared error over that of shap's KernelExplainer, at equal coalitions",
    ['', "shap's", ...names, 'auto', 'auto picks'],
    [...rows, summary('geometric mean', geometricMean), summary('worst', (values) => Math.max(...values))],
  );
  return {
    ratios: listed,
    means: Object.fromEntries(
      [...ratios].map(([name, values]) => [name, values.length ? geometricMean(values) : null]),
    ),
  };
}

/** Error of what auto picks over that of permutation-shap, by budget; above 1 it is marked. */
export function overPermutation(outcomes: readonly Outcome[], budgets: readonly number[]): void {
  if (!estimatorsOf(outcomes).includes('permutation-shap')) return;
  let above = 0;
  const rows: string[][] = [];
  for (const { one, cells } of outcomes) {
    const row = [one.name];
    for (const budget of budgets) {
      const auto = autoFor(one.players, budget);
      const [own, other] = [cellOf(cells, auto, budget), cellOf(cells, 'permutation-shap', budget)];
      const ratio = own && other && own.error / other.error;
      // Where both are exact up to rounding, there is nothing to compare.
      const rounding = own && own.relative < 1e-12;
      if (ratio !== undefined && ratio > 1 && !rounding) above += 1;
      const text = rounding ? '0' : ratio === undefined ? '-' : `${figure(ratio)}${ratio > 1 ? ' !' : ''}`;
      row.push(auto === 'exact' ? 'exact' : text);
    }
    rows.push(row);
  }
  table("Mean squared error of what auto picks over permutation-shap's", ['', ...budgets.map(count)], rows);
  console.log(above === 0 ? '  nowhere above 1' : `  above 1 in ${above} places, marked !`);
}

/**
 * Coalitions and processor time (for solving and for the model) until the error is as small as
 * shap's with 2,048 coalitions.
 */
export function timeToShap(outcomes: readonly Outcome[]): Record<string, unknown> {
  const names = estimatorsOf(outcomes);
  const found: Record<string, Record<string, Reach | null>> = {};
  const rows = outcomes.flatMap(({ one, cells, coalitionTime }) => {
    const target = one.shap.get(2048);
    if (target === undefined || coalitionTime === null) return [];
    const time = (cell: Cell): number => cell.solving + cell.budget * coalitionTime;
    const kernel = cellOf(cells, 'kernel-shap', 2048);
    found[one.name] = {};
    const row = names.map((name) => {
      const points = cells.filter(({ estimator }) => estimator === name).map((cell) => ({ ...cell, time: time(cell) }));
      const reached = reach(points, target);
      found[one.name][name] = reached;
      if (!reached) return 'not reached';
      const relative = kernel ? `, ${figure(reached.time / time(kernel))}` : '';
      return `${reached.atMost ? '<= ' : ''}${count(reached.budget)}: ${count(reached.time)} ms${relative}`;
    });
    return [[one.name, `${figure(coalitionTime)} ms`, kernel ? `${count(time(kernel))} ms` : '-', ...row]];
  });
  if (rows.length > 0)
    table(
      "To shap's 2,048-coalition error: coalitions, processor time (solving and model), time over kernel-shap's at 2,048",
      ['', 'a coalition', 'kernel-shap 2,048', ...names],
      rows,
    );
  return found;
}
