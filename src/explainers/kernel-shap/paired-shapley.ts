import { add, addAll, type Coalitions, coalitionsOf, has } from '../../games/coalitions.ts';
import { explainerWords } from '../../words/en.ts';
import type { Attribution, Explainer, ExplainerContext, Fidelity, Values } from '../explainer.ts';
import { overlap } from '../shared/overlap.ts';
import { activePlayers, settle, shapleyAttribution } from '../shared/shapley.ts';
import type { PairBatch, PairPlan } from './pair-plan.ts';

/**
 * The ends of the game: K values each of the empty and the full coalition, and what lies between
 * them.
 */
export interface Ends {
  readonly base: Float64Array;
  readonly prediction: Float64Array;
  /** prediction − base. */
  readonly totals: Float64Array;
}

/** What is known of the m players that can matter. */
export interface PairedValues {
  /** K × m; what they miss of `totals` by rounding is shared out afterwards. */
  readonly values: Float64Array;
  /** K × m, or null while there are none. */
  readonly standardErrors: Float64Array | null;
  /** For each output, the players that share what rounding left: all of them where absent. */
  readonly sharing?: readonly Int32Array[] | undefined;
}

/**
 * What an estimator makes of complementary pairs, the m players that can matter being numbered from
 * 0.
 */
export interface PairedEstimator {
  /**
   * Takes in a batch: each pair's coalition and its complement are worth `values`, 2 × pairs × K;
   * `halves` is half their difference, pairs × K.
   */
  add(batch: PairBatch, halves: Float64Array, values: Values, ends: Ends): void;
  /** Only called for two players or more, and once a pair was taken in; `done` of them were. */
  solve(ends: Ends, done: number): PairedValues;
  /** Measures of the last solution. */
  fidelity?(): Fidelity;
  /** Adds to an estimate, or holds something of it back. */
  finish?(estimate: Attribution, active: Int32Array, done: number): Attribution;
}

/** Pairs that a budget in samples pays for. */
export const pairBudget = (plan: PairPlan, samples: number): number => Math.min(plan.total, Math.floor(samples / 2));

/**
 * Shapley values from complementary pairs of coalitions: asks for the empty and the full coalition
 * and for `samples` / 2 pairs in the order of the plan, several asks at a time, and has them solved
 * by the estimator. Without a limit it goes on until every coalition was asked for. Base and sum
 * are exact whatever was asked.
 */
export function* pairedShapley(context: ExplainerContext, plan: PairPlan, estimator: PairedEstimator): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const budget = pairBudget(plan, samples);

  let ends = endsOf(new Float64Array(2 * outputs), outputs);
  let opened = false; // whether the ends are known
  let done = 0;
  const absorb = (batch: PairBatch, answers: Values): void => {
    const values = opened ? answers : answers.subarray(2 * outputs);
    if (!opened) ends = endsOf(answers, outputs);
    opened = true;
    estimator.add(batch, differences(values, outputs), values, ends);
    done += batch.coalitions.count;
  };

  const estimate = (): Attribution => {
    const { base, prediction, totals } = ends;
    const values = new Float64Array(outputs * players);
    // Before there is a pair nothing is known of the players but what they add up to: they share it
    // evenly.
    const ignorant = m > 1 && done === 0;
    let standardErrors: Float64Array | null = ignorant ? null : new Float64Array(outputs * players);
    if (ignorant) for (let k = 0; k < outputs; k++) settle(values, k, players, totals[k], active);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1 && done > 0) {
      const fit = estimator.solve(ends, done);
      if (fit.standardErrors === null) standardErrors = null;
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < m; j++) {
          values[k * players + active[j]] = fit.values[k * m + j];
          if (standardErrors && fit.standardErrors)
            standardErrors[k * players + active[j]] = fit.standardErrors[k * m + j];
        }
        const sharing = fit.sharing?.[k];
        settle(values, k, players, totals[k], sharing ? sharing.map((j) => active[j]) : active);
      }
    }
    const found = shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: estimator.fidelity?.() ?? {},
      coalitions: 2 * done,
      complete: done >= plan.total,
      ...(ignorant && { note: explainerWords.endsOnly }),
    });
    return estimator.finish?.(found, active, done) ?? found;
  };

  let planned = 0;
  let before: Coalitions | null = coalitionsOf(players, 2);
  addAll(before, 1);
  yield* overlap<PairBatch>(
    () => {
      if (!before && planned >= budget) return null;
      const alone = before !== null && budget < LEAST_PAIRS;
      const batch = plan.take(alone ? 0 : Math.min(budget - planned, nextAsk(planned, samples)));
      planned += batch.coalitions.count;
      const coalitions = asked(players, active, batch, before);
      before = null;
      return { ask: { kind: 'coalitions', coalitions, ...(alone && { ahead: 0 }) }, batch };
    },
    absorb,
    () => (opened ? estimate : undefined),
  );
  return estimate();
}

/**
 * Where there is time for fewer pairs than these, the ends are asked for alone: more may be in the
 * way of what is asked next.
 */
const LEAST_PAIRS = 2;
/**
 * Pairs of the first ask, at most: few, so that there is something to see soon, also of a slow
 * model.
 */
const FIRST_PAIRS = 8;

/**
 * Pairs of the next ask: half of what was asked for, so that estimates keep coming; at most an
 * eighth of the samples and 512 coalitions while that is more than a sixteenth.
 */
function nextAsk(planned: number, samples: number): number {
  if (planned === 0) return Math.min(FIRST_PAIRS, Math.max(1, Math.floor(samples / 16)));
  const most = Math.max(4, Math.min(Math.max(512, planned / 8), samples / 8));
  return Math.floor(Math.min(Math.max(64, planned), most) / 2);
}

/** Values of the two coalitions that come before all pairs. */
function endsOf(answers: Values, outputs: number): Ends {
  const base = answers.slice(0, outputs);
  const prediction = answers.slice(outputs, 2 * outputs);
  return { base, prediction, totals: prediction.map((value, k) => value - base[k]) };
}

/**
 * The coalitions of a batch as they are asked for: each followed by its complement among the active
 * players.
 */
function asked(players: number, active: Int32Array, batch: PairBatch, before: Coalitions | null): Coalitions {
  const skip = before ? before.count : 0;
  const all = coalitionsOf(players, skip + 2 * batch.coalitions.count);
  if (before) all.bits.set(before.bits);
  for (let row = 0; row < batch.coalitions.count; row++) {
    for (let j = 0; j < active.length; j++)
      add(all, skip + 2 * row + (has(batch.coalitions, row, j) ? 0 : 1), active[j]);
  }
  return all;
}

/** Half the difference within each pair, pairs × K. */
function differences(values: Float64Array, outputs: number): Float64Array {
  const pairs = values.length / (2 * outputs);
  const halves = new Float64Array(pairs * outputs);
  for (let i = 0; i < pairs; i++) {
    for (let k = 0; k < outputs; k++)
      halves[i * outputs + k] = (values[2 * i * outputs + k] - values[(2 * i + 1) * outputs + k]) / 2;
  }
  return halves;
}
