import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';

/** Neighbours in an order of which only what they contribute together is known. */
export interface Leaf {
  /** Places `from` to `to` (exclusive) of the order. */
  readonly from: number;
  readonly to: number;
  /** K: what they contribute together, less what was expected of them. */
  readonly rest: Float64Array;
}

/**
 * One order of players, cut where it matters. A cut asks for the players before it and for all
 * others; g is half the difference of the two. What g gains from one cut to the next is the
 * contribution of the players between them, in the mean of this order and its reverse.
 */
export interface Pass {
  readonly order: Int32Array;
  /** Number of cuts asked for. */
  cuts(): number;
  /**
   * The next cuts, at most `most`: even ones at first, then through the leaves that hold most, and
   * more than `least` of the scale.
   */
  next(most: number, least: number): Int32Array;
  /** The coalitions of cuts over the m players; each is asked for with its complement. */
  coalitions(cuts: Int32Array): Coalitions;
  /** Takes in g at cuts, cuts × K. */
  receive(cuts: Int32Array, halves: Float64Array): void;
  leaves(): readonly Leaf[];
}

export interface PassOptions {
  readonly m: number;
  readonly outputs: number;
  readonly order: Int32Array;
  /** Players before the first cut. */
  readonly before: Int32Array;
  /** K × m: expected contributions. */
  readonly expected: Float64Array;
  /** Even leaves to begin with. */
  readonly even: number;
  /** K: what a leaf's contribution is measured by. */
  readonly scale: (leaves: readonly Leaf[]) => Float64Array;
  /** g before the first and after the last place, K each, where they are known. */
  readonly ends: readonly [Float64Array, Float64Array] | null;
}

/** The greatest part of the scale in any output. */
export function partOf(rest: Float64Array, scale: Float64Array): number {
  let most = 0;
  for (let k = 0; k < rest.length; k++) if (rest[k] !== 0) most = Math.max(most, Math.abs(rest[k]) / scale[k]);
  return most;
}

export function createPass(options: PassOptions): Pass {
  const { m, outputs, order, before, expected, even, scale, ends } = options;
  const n = order.length;
  const known = new Map<number, Float64Array>();
  if (ends) for (const [i, place] of [0, n].entries()) known.set(place, ends[i]);
  let leaves: Leaf[] = [];
  let asked = 0;

  const leafOf = (from: number, to: number): Leaf => {
    const [first, last] = [known.get(from) as Float64Array, known.get(to) as Float64Array];
    const rest = last.map((value, k) => value - first[k]);
    for (let k = 0; k < outputs; k++) for (let i = from; i < to; i++) rest[k] -= expected[k * m + order[i]];
    return { from, to, rest };
  };

  return {
    order,
    cuts: () => asked,
    next(most, least) {
      let cuts: number[];
      if (asked === 0) {
        cuts = Array.from({ length: even + 1 }, (_, i) => Math.round((i * n) / even)).filter((cut) => !known.has(cut));
      } else {
        const unit = scale(leaves);
        cuts = leaves
          .filter(({ from, to }) => to - from > 1)
          .map((leaf) => ({ leaf, part: partOf(leaf.rest, unit) }))
          .filter(({ part }) => part > least)
          .sort((a, b) => b.part - a.part || a.leaf.from - b.leaf.from)
          .slice(0, most)
          .map(({ leaf: { from, to } }) => (from + to) >> 1);
      }
      asked += cuts.length;
      return Int32Array.from(new Set(cuts)).sort();
    },
    coalitions(cuts) {
      const coalitions = coalitionsOf(m, cuts.length);
      for (const [row, cut] of cuts.entries()) {
        for (const player of before) add(coalitions, row, player);
        for (let i = 0; i < cut; i++) add(coalitions, row, order[i]);
      }
      return coalitions;
    },
    receive(cuts, halves) {
      for (const [row, cut] of cuts.entries()) known.set(cut, halves.slice(row * outputs, (row + 1) * outputs));
      const places = [...known.keys()].sort((a, b) => a - b);
      leaves = places.slice(1).map((to, i) => leafOf(places[i], to));
    },
    leaves: () => leaves,
  };
}
