import { type Message, message } from '../../catalogue/message.ts';
import { has } from '../../games/coalitions.ts';
import type { Attribution, Explainer, ExplainerContext, Fidelity, Hurried, Values } from '../explainer.ts';
import { halfDifferences, withComplements } from '../shared/complements.ts';
import { overlap, UNDECIDED } from '../shared/overlap.ts';
import {
  activePlayers,
  forAllPlayers,
  NOTHING_LEARNT,
  settle,
  shapleyAttribution,
  totalsOf,
} from '../shared/shapley.ts';
import type { PairBatch, PairPlan } from './pair-plan.ts';

/** The ends of the game, K values each: the empty and the full coalition, and the difference. */
export interface Ends {
  readonly base: Float64Array;
  readonly prediction: Float64Array;
  /** prediction − base. */
  readonly totals: Float64Array;
}

/** What is known of the m players that can matter. */
export interface PairedValues {
  /** K × m; what rounding leaves of `totals` is shared out afterwards. */
  readonly values: Float64Array;
  /** K × m, or null while there are none. */
  readonly standardErrors: Float64Array | null;
  /** For each output, the players that share what rounding left. Absent: all of them. */
  readonly sharing?: readonly Int32Array[] | undefined;
}

/** Estimates from complementary pairs; the m players that can matter are numbered from 0. */
export interface PairedEstimator {
  /**
   * Takes in a batch: each pair's coalition and its complement are worth `values`, 2 × pairs × K;
   * `halves` is half their difference, pairs × K.
   */
  add(batch: PairBatch, halves: Float64Array, values: Values, ends: Ends): void;
  /** Only called for two or more players, once `done` pairs (at least one) were taken in. */
  solve(ends: Ends, done: number): PairedValues;
  /**
   * The same in little time, what `solve` takes in multiplications, and what `rough` will once so
   * many more pairs are there; see `Hurried`.
   */
  readonly hurried?:
    | {
        rough?(ends: Ends, done: number): PairedValues;
        readonly errorsFirst?: boolean | undefined;
        effort(done: number): number;
        roughEffort?(coming: number): number;
      }
    | undefined;
  /** Measures of the last solution. */
  fidelity?(): Fidelity;
  /** Adds something to an estimate, or withholds part of it. */
  finish?(estimate: Attribution, active: Int32Array, done: number): Attribution;
}

/** Pairs that a budget in samples allows. */
export const pairBudget = (plan: PairPlan, samples: number): number => Math.min(plan.total, Math.floor(samples / 2));

/**
 * Shapley values from complementary pairs of coalitions: asks for the empty and the full coalition
 * and for `samples` / 2 pairs in the order of the plan, several asks at a time, and leaves the
 * values to the estimator. Without a limit it goes on until every coalition was asked for. Base and
 * sum are exact at any time.
 */
export function* pairedShapley(context: ExplainerContext, plan: PairPlan, estimator: PairedEstimator): Explainer {
  const { players, outputs, samples, input } = context;
  const active = activePlayers(context);
  const m = active.length;
  const slow = input.kind === 'image';
  const budget = pairBudget(plan, samples);

  let ends = endsOf(new Float64Array(2 * outputs), outputs);
  let opened = false; // whether the ends are known
  let done = 0;
  const absorb = (batch: PairBatch, answers: Values): void => {
    const values = opened ? answers : answers.subarray(2 * outputs);
    if (!opened) ends = endsOf(answers, outputs);
    opened = true;
    estimator.add(batch, halfDifferences(values, outputs), values, ends);
    done += batch.coalitions.count;
  };

  const estimate = (solve = estimator.solve, note?: Message): Attribution => {
    const { base, prediction, totals } = ends;
    // Before the first pair, only what the players add up to is known: they share it evenly.
    const ignorant = m > 1 && done === 0;
    let values: Float64Array = new Float64Array(outputs * players);
    let standardErrors: Float64Array | null = ignorant ? null : new Float64Array(outputs * players);
    if (ignorant) settle(values, totals, active);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1 && done > 0) {
      const fit = solve(ends, done);
      values = forAllPlayers(fit.values, context, active);
      standardErrors = fit.standardErrors && forAllPlayers(fit.standardErrors, context, active);
      settle(values, totals, fit.sharing?.map((some) => some.map((j) => active[j])) ?? active);
    }
    const found = shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: estimator.fidelity?.() ?? {},
      coalitions: 2 * done,
      complete: done >= plan.total,
      ...(note && { note }),
      ...(ignorant && NOTHING_LEARNT),
    });
    return estimator.finish?.(found, active, done) ?? found;
  };

  const { hurried } = estimator;
  const { rough, roughEffort } = hurried ?? {};
  const inHurry: Hurried | undefined = hurried && {
    ...(rough && { rough: () => estimate(rough, message('explaining.rough')) }),
    errorsFirst: hurried.errorsFirst,
    effort: () => (m > 1 && done > 0 ? hurried.effort(done) : 0),
    ...(roughEffort && { roughEffort: (coming) => (m > 1 ? roughEffort(coming / 2) : 0) }),
  };

  let planned = 0;
  let asked = false;
  yield* overlap<PairBatch>(
    () => {
      if (asked && planned >= budget) return null;
      const alone = !asked && budget < LEAST_PAIRS;
      const batch = plan.take(alone ? 0 : Math.min(budget - planned, nextAsk(planned, samples, slow)));
      const { count } = batch.coalitions;
      if (asked && count === 0) return UNDECIDED;
      planned += count;
      const coalitions = withComplements({ players, active, ends: !asked }, count, (row, j) =>
        has(batch.coalitions, row, j),
      );
      asked = true;
      return { ask: { kind: 'coalitions', coalitions, ...(alone && { ahead: 0 }) }, batch };
    },
    absorb,
    () => (opened ? () => estimate() : undefined),
    { hurried: inHurry },
  );
  return estimate();
}

/** A budget for fewer pairs asks for the ends alone, so that nothing delays what is asked next. */
const LEAST_PAIRS = 2;
/** Most pairs in the first ask: few, so that even a slow model soon has something to show. */
const FIRST_PAIRS = 8;

/**
 * Pairs in the next ask: half of what was asked for, so that estimates keep coming; at most an
 * eighth of the samples, and at most 512 coalitions or an eighth of those asked for. Models of
 * pictures are slow: their first pairs come in two asks, so that there is something to see sooner,
 * and what is asked afterwards is the same.
 */
function nextAsk(planned: number, samples: number, slow: boolean): number {
  const first = Math.min(FIRST_PAIRS, Math.max(1, Math.floor(samples / 16)));
  if (planned < first) return slow && planned === 0 ? Math.ceil(first / 2) : first - planned;
  const most = Math.max(4, Math.min(Math.max(512, planned / 8), samples / 8));
  return Math.floor(Math.min(Math.max(64, planned), most) / 2);
}

/** Values of the two coalitions that come before all pairs. */
function endsOf(answers: Values, outputs: number): Ends {
  const base = answers.slice(0, outputs);
  const prediction = answers.slice(outputs, 2 * outputs);
  return { base, prediction, totals: totalsOf(base, prediction) };
}
