import { roomLike } from '../../numerics/numbers.ts';
import type { Bounding } from '../bounding.ts';
import {
  type Ask,
  type Found,
  isNearer,
  type Nearness,
  type Outcome,
  type Problem,
  type Reply,
  type Search,
  within,
} from '../counterfactual.ts';
import { reached } from '../goal.ts';
import { type Settings, setLever } from '../lever.ts';
import type { Box, Contrasts, OpenBox } from './box.ts';
import { boxOf, greedily, type Point } from './greedy.ts';
import { createHeap, setsOf } from './heap.ts';

/** Bounds between two pauses: about ten milliseconds. */
const BETWEEN_PAUSES = 500;
/** Open boxes that fit into memory. */
const MOST_BOXES = 400_000;
/** Bounds that may be spent on further ways once the nearest is known, and levers beyond it. */
const SPENT_ON_OTHERS = 100_000;
const LEVERS_BEYOND = 2;

/** A model of which boxes of settings can be bounded. */
export interface Boxes {
  /** By lever, all settings that matter. */
  readonly settings: readonly Settings[];
  /** Whether there are no others. */
  readonly complete: boolean;
  readonly bounding: Bounding;
  readonly contrasts: Contrasts;
  /** A bound of what a row in the box that reaches the goal costs. Absent: its cheapest row. */
  readonly least?: (box: Box) => number;
}

/**
 * The nearest rows with another answer, with proof (branch and bound, best first). For 1, 2, …
 * levers all sets of so many are looked at: a box holds their settings from one to another. Boxes
 * that cannot reach the goal are left out, the others halved, the nearest first, down to single
 * rows, which the model itself answers. The first that reaches the goal is the nearest: everything
 * nearer was excluded.
 */
export function* searchBoxes(problem: Problem, boxes: Boxes): Search {
  const { row, goal, answers, most, count } = problem;
  const { settings, complete, bounding, contrasts } = boxes;
  const outputs = answers.length;
  /** Levers that make a difference to some tree. */
  const useful = settings.flatMap(({ count: all }, lever) => (all > 1 ? lever : []));
  const deepest = Math.min(most, useful.length);

  const proven: Found[] = [];
  /** Found, but perhaps not the nearest. */
  let provisional: Found | null = null;
  let bound: Nearness = { changed: 1, distance: 0 };
  /** Whether the model has agreed with what its structure says. */
  let agreed = true;
  let spent = 0;
  let stopped = false;

  const possible = (box: Box): boolean => {
    spent++;
    return bounding.possible(contrasts.upper(box), contrasts.slack);
  };
  const estimate = (): Outcome => outcome(false);
  const isCertain = (): boolean => agreed && complete && !problem.accepts;
  function outcome(whole: boolean): Outcome {
    const certain = isCertain();
    if (proven.length > 0) {
      const [first] = proven;
      return { found: proven, proof: certain ? 'nearest' : 'found by search', bound: certain ? first : null };
    }
    if (provisional) {
      const nearest = certain && !isNearer(bound, provisional);
      const found = [{ ...provisional, nearest }];
      return {
        found,
        proof: nearest ? 'nearest' : certain ? 'within gap' : 'found by search',
        bound: certain ? (nearest ? provisional : bound) : null,
      };
    }
    if (whole && certain) return { found: [], proof: 'none within limits', bound: null };
    return { found: [], proof: 'none found', bound: certain ? bound : null };
  }
  function* pause(): Generator<Ask, void, Reply> {
    const reply = yield { rows: roomLike(row, 0), count: 0, estimate };
    stopped ||= reply.stop;
  }
  /** Asks the model for a point; null where it does not reach the goal. */
  function* ask(point: Point, nearest: boolean): Generator<Ask, Found | null, Reply> {
    const changed = rowAt(problem, settings, point);
    if (problem.accepts && !problem.accepts(changed)) return null;
    const { answers: answered, stop } = yield { rows: changed, count: 1, estimate };
    stopped ||= stop;
    if (answered.length === 0) return null;
    if (!reached(goal, answered, 0, outputs)) {
      // Within rounding of the line, either side is right; the model says which.
      if (bounding?.possible(contrasts.upper(boxOf(point)), -contrasts.slack)) agreed = false;
      return null;
    }
    const distance = costOfPoint(settings, point);
    return {
      row: changed,
      levers: point.levers,
      changed: point.levers.length,
      distance,
      answers: answered.slice(),
      nearest: nearest && isCertain(),
    };
  }

  const anywhere = possible({
    levers: useful,
    from: useful.map(() => 0),
    to: useful.map((lever) => settings[lever].count),
  });
  if (!anywhere || deepest === 0) return outcome(true);
  const first = greedily({ settings, bounding, contrasts, most: deepest });
  if (first) provisional = yield* ask(first, false);

  let limit = Number.POSITIVE_INFINITY;
  for (let size = 1; size <= deepest; size++) {
    const heap = createHeap();
    bound = { changed: size, distance: 0 };
    const open = (box: OpenBox): void => {
      if (possible(box)) heap.push(box);
    };
    for (const at of setsOf(useful.length, size)) {
      const set = at.map((one) => useful[one]);
      if (proven.some((found) => within(found.levers, set))) continue;
      open(
        boxFrom(
          boxes,
          set,
          set.map(() => 1),
          set.map((lever) => settings[lever].count),
        ),
      );
      if (spent % BETWEEN_PAUSES === 0) yield* pause();
      if (stopped || spent > limit || heap.size > MOST_BOXES) return outcome(false);
    }
    for (let box = heap.pop(); box; box = heap.pop()) {
      if (proven.length === 0) bound = { changed: size, distance: box.distance };
      if (proven.some((found) => within(found.levers, box.levers))) continue;
      const { levers: set, from, to } = box;
      const widest = from.reduce((best, start, at) => (to[at] - start > to[best] - from[best] ? at : best), 0);
      if (to[widest] - from[widest] > 1) {
        const middle = (from[widest] + to[widest]) >> 1;
        open(boxFrom(boxes, set, from, to.with(widest, middle)));
        open(boxFrom(boxes, set, from.with(widest, middle), to));
      } else {
        const found = yield* ask({ levers: set, settings: from }, true);
        if (found) {
          proven.push(found);
          if (proven.length === count) return outcome(true);
          limit = Math.min(limit, spent + SPENT_ON_OTHERS);
        }
      }
      if (spent % BETWEEN_PAUSES < 2) yield* pause();
      if (stopped || spent > limit || heap.size > MOST_BOXES) return outcome(false);
    }
    if (proven.length > 0 && size >= proven[0].changed + LEVERS_BEYOND) return outcome(true);
  }
  return outcome(true);
}

/** The box, and the least that a row in it costs. */
function boxFrom(
  { settings, least }: Boxes,
  levers: readonly number[],
  from: readonly number[],
  to: readonly number[],
): OpenBox {
  let distance = 0;
  for (let at = 0; at < levers.length; at++) distance += cheapest(settings[levers[at]], from[at], to[at]);
  const box = { levers, from, to };
  return { ...box, distance: least ? Math.max(distance, least(box)) : distance };
}

/** The least cost of all changes, which every set of levers begins with. */
const cheapestOfAll = new WeakMap<Settings, number>();

function cheapest(settings: Settings, from: number, to: number): number {
  const { costs, count } = settings;
  const all = from === 1 && to === count;
  const known = all ? cheapestOfAll.get(settings) : undefined;
  if (known !== undefined) return known;
  let least = Number.POSITIVE_INFINITY;
  for (let setting = from; setting < to; setting++) if (costs[setting] < least) least = costs[setting];
  if (all) cheapestOfAll.set(settings, least);
  return least;
}

function rowAt({ row }: Problem, settings: readonly Settings[], point: Point) {
  const changed = row.slice();
  for (const [at, lever] of point.levers.entries()) setLever(changed, settings[lever], point.settings[at]);
  return changed;
}

const costOfPoint = (settings: readonly Settings[], { levers, settings: chosen }: Point): number =>
  levers.reduce((sum, lever, at) => sum + settings[lever].costs[chosen[at]], 0);
