import { coalitionsOf } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import { type PairBatch, type PairPlan, pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedRegression } from '../kernel-shap/paired-regression.ts';
import { chooseRows } from './choose-rows.ts';
import { learnFrom } from './fit.ts';
import { signRows } from './kernel.ts';
import { openRows, part, type Taken } from './open-fit.ts';

/** A plan whose next pairs depend on the values of earlier ones. */
export interface ChoosingPlan extends PairPlan {
  /**
   * Takes in values, in the order of the sequence; `totals` (K) is what each output's values sum
   * to.
   */
  learn(taken: Taken, totals: Float64Array): void;
}

/** Pairs that are chosen; later ones come as they fall, since choosing takes time that grows. */
const CHOSEN = 256;
/** Pairs at random that some are chosen from. */
const CANDIDATES = 384;
/** Pairs that are chosen together: a quarter of those before them, within these. */
const [LEAST, MOST] = [8, 64];
/**
 * Part of these that is chosen; the others come as they fall, lest what is wrong with the prior is
 * never seen. With all chosen, a steep neuron of 13 players had 1.6 times the squared error at 128
 * coalitions.
 */
const SHARE = 0.75;
/** What is spent on a prior that only chooses; more gains nothing there. */
const LEARNING = { rows: 96, evaluations: 8 };

/** Each size of coalitions as often as any other. */
const evenly = () => 1;

interface Pair {
  readonly bits: Uint32Array;
  readonly sizeClass: number;
}

/**
 * A sequence of pairs in which, after all players alone, those come first that teach most about the
 * Shapley values, chosen among random ones block by block (`chooseRows`).
 *
 * It depends on m, the random stream and the game's values alone: a block is chosen by the values
 * of all pairs before the block before it, however many more are known by then. So a block can be
 * out while the next one is chosen, a budget only cuts the sequence, and whoever asks the same game
 * again gets the same pairs.
 *
 * It pays where the prior fits: games of maxima and of majorities, which jump where the prior is
 * smooth, may lose (`npm run bench -- accuracy known`).
 */
export function choosingPlan(m: number, outputs: number, { random }: { readonly random: Random }): ChoosingPlan {
  const base = pairPlan(m, random, evenly);
  const most = Math.min(CHOSEN, base.total);
  const singles = Math.min(most, base.classes[0]?.pairs ?? 0);

  const given: Pair[] = []; // the first pairs of the sequence, `most` of them in the end
  const keys = new Set<string>();
  let at = 0; // pairs that were taken
  let blocks = 0;
  let needed = singles; // the next block is chosen by the values of so many pairs

  const known: Taken[] = [];
  let count = 0; // pairs with known values
  let totals = new Float64Array(outputs);
  const regression = pairedRegression(m, outputs, base);
  const learnt: Taken[] = []; // what the regression has
  let upTo = 0;

  function give(pairs: readonly Pair[]): void {
    given.push(...pairs);
    for (const { bits } of pairs) keys.add(bits.join());
  }

  /** Lets the regression have the first `needed` pairs and no more. */
  function learnNeeded(): void {
    let from = 0;
    for (const taken of known) {
      const pairs = taken.batch.coalitions.count;
      const [first, last] = [Math.max(0, upTo - from), Math.min(pairs, needed - from)];
      from += pairs;
      if (first >= last) continue;
      const more = part(taken, outputs, first, last);
      regression.add(more.batch, more.halves);
      learnt.push(more);
      upTo += last - first;
    }
  }

  function chooseBlock(): void {
    learnNeeded();
    const start = given.length;
    const size = Math.min(most - start, Math.max(LEAST, Math.min(MOST, start >> 2)));
    const source = pairPlan(m, random.fork(`candidates ${blocks++}`), evenly);
    source.take(singles); // all of them are given
    const candidates = pairsOf(source.take(CANDIDATES)).filter(({ bits }) => !keys.has(bits.join()));
    const found = openRows(learnt, regression.solve(totals), { m, totals });
    const chosen =
      found &&
      chooseRows(
        signRows(m, [batchOf(m, given).coalitions], true),
        signRows(m, [batchOf(m, candidates).coalitions], false),
        learnFrom(found.rows, found.seen, found.first, LEARNING),
        Math.ceil(SHARE * size),
      );
    const first = chosen ? Array.from(chosen, (row) => candidates[row]) : [];
    const had = new Set(first);
    const others = candidates.filter((pair) => !had.has(pair));
    give(first.concat(others.slice(0, size - first.length)));
    needed = start;
  }

  /** The next pair; null while values are missing that it depends on. */
  function next(): Pair | null {
    if (at === given.length && at < singles) give(pairsOf(base.take(1)));
    else if (at === given.length && at < most) {
      if (count < needed) return null;
      chooseBlock();
    }
    if (at < given.length) return given[at++];
    for (;;) {
      const [pair] = pairsOf(base.take(1));
      if (keys.has(pair.bits.join())) continue;
      at++;
      return pair;
    }
  }

  return {
    chosen: true,
    classes: base.classes,
    total: base.total,
    take(wanted) {
      const pairs: Pair[] = [];
      while (pairs.length < wanted && at < base.total) {
        // What is asked together ends with its block, whenever the values for the next one come.
        if (pairs.length > 0 && at === given.length && at >= singles && at < most) break;
        const pair = next();
        if (pair === null) break;
        pairs.push(pair);
      }
      return batchOf(m, pairs);
    },
    learn(taken, sums) {
      if (given.length >= most) return;
      known.push(taken);
      count += taken.batch.coalitions.count;
      totals = sums.slice();
    },
  };
}

function pairsOf({ coalitions: { bits, words, count }, classes }: PairBatch): Pair[] {
  return Array.from({ length: count }, (_, row) => ({
    bits: bits.slice(row * words, (row + 1) * words),
    sizeClass: classes[row],
  }));
}

function batchOf(m: number, pairs: readonly Pair[]): PairBatch {
  const coalitions = coalitionsOf(m, pairs.length);
  for (const [row, { bits }] of pairs.entries()) coalitions.bits.set(bits, row * coalitions.words);
  return { coalitions, classes: Uint16Array.from(pairs, ({ sizeClass }) => sizeClass) };
}
