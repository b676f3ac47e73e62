// What is found out of some of the rows that were looked at, as the engine does of all of them.

import type { InspectedAttributions, Inspection } from '../../library/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { cheapestThreshold, decisionsAt } from '../../whole-model/decision.ts';
import { errorTree } from '../../whole-model/error-tree.ts';
import { fairnessOf } from '../../whole-model/fairness.ts';
import { gapsOf } from '../../whole-model/gaps.ts';
import { type Column, crossed, type Group, groupsOf, groupsWithin } from '../../whole-model/groups.ts';
import { type Attributions, importanceOf } from '../../whole-model/importance.ts';
import { multiclassPerformance } from '../../whole-model/multiclass.ts';
import { binaryPerformance } from '../../whole-model/performance.ts';
import { rankingOf } from '../../whole-model/ranking.ts';
import { regressionPerformance } from '../../whole-model/regression.ts';
import { thinned } from '../../whole-model/thinned.ts';
import type { JudgedRows } from './judged-rows.ts';
import type { Decision } from './whole-model.ts';

type Binary = Extract<NonNullable<Inspection['performance']>, { kind: 'binary' }>;

/** What only differs in what may be written to. */
const plain = <T>(value: unknown): T => value as T;

const pick = (values: ArrayLike<number>, places: ArrayLike<number>): Float64Array =>
  Float64Array.from(places, (place) => values[place]);

/** Places of which the right answer is known. */
export const knownOf = ({ all }: JudgedRows, places: Int32Array): Int32Array =>
  places.filter((place) => !Number.isNaN(all.truth[place]));

export interface Deciding extends Pick<Decision, 'falsePositive' | 'falseNegative'> {
  readonly threshold: number;
}

/** What decisions about a class are worth over rows whose answer is known. */
export function decisionsOf(judged: JudgedRows, places: Int32Array, { threshold, ...costs }: Deciding) {
  const known = knownOf(judged, places);
  const truth = Uint8Array.from(known, (place) => Number(judged.all.truth[place] === judged.own));
  const scores = pick(judged.scores, known);
  const cheapest = cheapestThreshold(rankingOf(truth, scores), costs);
  return {
    decisions: plain<Binary['decisions']>(decisionsAt(truth, scores, { threshold, costs })),
    cheapest: {
      cost: cheapest.cost,
      threshold: Number.isFinite(cheapest.threshold) ? cheapest.threshold : null,
    },
  };
}

/** How good the answers to some rows are; null where nothing is known of them. */
export function performanceOf(
  judged: JudgedRows,
  places: Int32Array,
  { threshold, classes, ...costs }: Deciding & { readonly classes: number },
): Inspection['performance'] {
  const known = knownOf(judged, places);
  if (known.length === 0) return null;
  const truth = pick(judged.all.truth, known);
  if (judged.own === null)
    return plain({ kind: 'regression', ...regressionPerformance(truth, pick(judged.scores, known)) });
  if (classes <= 2) {
    const positive = Uint8Array.from(truth, (one) => Number(one === judged.own));
    const found = binaryPerformance(positive, pick(judged.scores, known), { threshold, costs });
    return plain({ kind: 'binary', ...thinned(found) });
  }
  const shares = new Float64Array(known.length * classes);
  for (const [at, place] of known.entries())
    shares.set(judged.all.answers.subarray(place * classes, (place + 1) * classes), at * classes);
  const found = multiclassPerformance(truth, shares, { classes });
  return plain({ kind: 'multiclass', ...found, classes: found.classes.map(thinned) });
}

/** Attributions of those of some rows that are explained, and where these stand among them. */
export function attributionsOf(
  { places: own, players, values, errors }: InspectedAttributions,
  places: Int32Array,
): Attributions & { readonly at: Int32Array } {
  const index = new Map(Array.from(places, (place, at) => [place, at]));
  const kept = Array.from(own.keys()).filter((row) => index.has(own[row]));
  const width = players.length;
  const rowsOf = (numbers: Float64Array): Float64Array => {
    const some = new Float64Array(kept.length * width);
    for (const [to, row] of kept.entries()) some.set(numbers.subarray(row * width, (row + 1) * width), to * width);
    return some;
  };
  return {
    rows: kept.length,
    players,
    values: rowsOf(values),
    errors: errors && rowsOf(errors),
    at: Int32Array.from(kept, (row) => index.get(own[row]) as number),
  };
}

/** What a model goes by over some rows; null where none of them is explained. */
export function importanceIn(
  { all }: JudgedRows,
  places: Int32Array,
  of: Inspection['importance'],
): Inspection['importance'] {
  const attributions = all.explained && attributionsOf(all.explained, places);
  if (!of || !attributions || attributions.rows === 0) return null;
  return plain({ ...of, rows: attributions.rows, players: importanceOf(attributions, places.length) });
}

/** Rows that the tree of errors is made of, as in the engine. */
const MOST_IN_TREE = 10_000;

/** Where a model fails most among some rows; null where some answers are not known. */
export function errorsIn(
  judged: JudgedRows,
  all: Int32Array,
  columns: readonly Column[],
  seed: number,
): Inspection['errors'] {
  const { decided, errors } = judged;
  const { truth } = judged.all;
  if (all.length === 0 || knownOf(judged, all).length < all.length) return null;
  const random = createRandom(seed).fork('inspection').fork('tree');
  const places = all.length > MOST_IN_TREE ? random.shuffle(all.slice()).slice(0, MOST_IN_TREE).sort() : all;
  const own = Float64Array.from(places, (place) => (decided ? Number(decided[place] !== truth[place]) : errors[place]));
  const picked = columns.map((column) => ({ ...column, values: pick(column.values, places) }));
  return plain(errorTree(picked, own));
}

/** How groups of some rows are treated, and which rows each has. */
export interface Treated {
  readonly fairness: NonNullable<Inspection['fairness']>[number];
  /** Rows of the groups, by their places. */
  readonly groups: readonly Group[];
  /** Groups that there are, those that are left out among them. */
  readonly all: number;
}

/** Groups that are compared, the largest, where two columns make more. */
const MOST_GROUPS = 30;

/** The groups that columns divide rows into, one or two of them; rows by their places. */
export function groupsBy(columns: readonly Column[], places: Int32Array): { groups: Group[]; all: number } {
  const [first, second] = columns.map((column) => groupsOf({ ...column, values: pick(column.values, places) }));
  const groups = second ? crossed(first, second) : first;
  const least = groups.map(({ rows }) => rows.length).toSorted((a, b) => b - a)[MOST_GROUPS - 1] ?? 0;
  const kept = groups.filter(({ rows }) => rows.length >= least).slice(0, MOST_GROUPS);
  const placed = kept.map((group) => ({ ...group, rows: Int32Array.from(group.rows, (at) => places[at]) }));
  return { groups: placed, all: groups.length };
}

/** How the groups of one column are treated, or of two that are crossed: values by place. */
export function treatedBy(
  judged: JudgedRows,
  places: Int32Array,
  { columns, threshold }: { readonly columns: readonly Column[]; readonly threshold: number },
): Treated {
  const { groups: own, all } = groupsBy(columns, places);
  const groups = groupsWithin(own, places);
  const known = judged.positive !== null || knownOf(judged, places).length === places.length;
  const truth =
    judged.own === null || !known
      ? null
      : Uint8Array.from(places, (place) => Number(judged.all.truth[place] === judged.own));
  const given = {
    columns: columns.map(({ name }) => name),
    groups,
    scores: pick(judged.scores, places),
    truth,
    threshold,
  };
  const attributions = judged.all.explained && attributionsOf(judged.all.explained, places);
  const explained = attributions && attributions.rows > 0 ? groupsWithin(groups, attributions.at) : null;
  const gaps =
    attributions &&
    explained &&
    gapsOf(
      attributions,
      explained.map(({ rows }) => rows),
    );
  return {
    fairness: plain({ ...fairnessOf(given), gaps }),
    groups: own,
    all,
  };
}
