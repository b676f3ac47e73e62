import { coalitionsOf } from '../../games/coalitions.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import type { Random } from '../../numerics/random.ts';
import { type PairBatch, pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedRegression } from '../kernel-shap/paired-regression.ts';
import { alikePrior } from './alike-prior.ts';
import { chooseRows } from './choose-rows.ts';
import { evening } from './evening.ts';
import { learnFrom } from './fit.ts';
import { joinRows, pickRows, type SignRows, signRows } from './kernel.ts';
import { openRows, type PlanOfPairs, part, regionsTell, type Taken } from './open-fit.ts';
import { coarseToFine, type Pair } from './region-pairs.ts';

/** A plan whose next pairs depend on the values of earlier ones. */
export interface ChoosingPlan extends PlanOfPairs {
  /**
   * Takes in values, in the order of the sequence; `totals` (K) is what each output's values sum
   * to.
   */
  learn(taken: Taken, totals: Float64Array): void;
}

/** Pairs that are chosen; later ones come at random, since choosing takes time that grows. */
const CHOSEN = 256;
/**
 * Pairs at random after all players alone, in parts of the players: before anything is known of
 * sizes between, whoever chooses takes what the prior makes up. A majority of 60 players had 7
 * times the squared error with its first four pairs chosen.
 */
const UNCHOSEN = 1 / 4;
/** Pairs at random that some are chosen from. */
const CANDIDATES = 384;
/** The same beside the regions of a tree, most of which are candidates for long. */
const BESIDE_REGIONS = 128;
/** Pairs that are chosen together: a quarter of those before them, within these. */
const [LEAST, MOST] = [8, 64];
/**
 * Parts of these that are chosen as if all players were alike, and by what was learnt of them; the
 * others come at random. A prior that is wrong about the players would otherwise never see where:
 * chosen by it alone, games of maxima had 2 to 4 times the error that pairs at random leave, and
 * with none at random, steep neurons of 13 players 1.3 times.
 */
const [ALIKE, LEARNT] = [1 / 2, 1 / 4];
/** What is spent on a prior that only chooses; more gains nothing there. */
const LEARNING = { rows: 96, evaluations: 8 };

/** Each size of coalitions as often as any other. */
const evenly = () => 1;

/**
 * A sequence of pairs in which, after all players alone and a few at random, those come first that
 * teach most about the Shapley values, chosen among random ones block by block (`chooseRows`).
 *
 * It depends on m, the random stream and the game's values alone: a block is chosen by the values
 * of all pairs before the block before it, however many more are known by then. So a block can be
 * out while the next one is chosen, a budget only cuts the sequence, and whoever asks the same game
 * again gets the same pairs.
 *
 * Later pairs come at random, those sizes first that were chosen seldom, until all are as frequent
 * as in the plan without choice (`evening`).
 *
 * With a tree of the players, it goes from coarse to fine instead: first a few large regions, then
 * the regions, down to single players, that teach most by what was learnt, then the players that
 * were not alone yet, and only then the rest.
 */
export function choosingPlan(
  m: number,
  outputs: number,
  { random, tree }: { readonly random: Random; readonly tree?: Hierarchy | undefined },
): ChoosingPlan {
  const base = pairPlan(m, random, evenly);
  const coarse = tree && coarseToFine(tree);
  const most = Math.min(CHOSEN, base.total);
  const singles = Math.min(most, base.classes[0]?.pairs ?? 0);
  const lead = Math.min(most, coarse ? coarse.opening.length : singles + Math.floor(UNCHOSEN * m));

  const given: Pair[] = []; // the first pairs of the sequence, `most` of them in the end
  const keys = new Set<string>();
  let later: (() => Pair) | undefined; // the pairs after these
  let at = 0; // pairs that were taken
  let blocks = 0;
  let needed = lead; // the next block is chosen by the values of so many pairs

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
    const { candidates, mixed } = candidatesFor(start, size);
    const divisions = regionsTell(start, m) ? coarse?.divisions : [];
    const rows = signRows(m, [batchOf(m, candidates).coalitions], false, divisions);
    const chosen = choose(rows, size, mixed);
    const first = Array.from(chosen ?? [], (row) => candidates[row]);
    const had = new Set(first);
    const others = candidates.filter((pair) => !had.has(pair));
    give(first.concat(others.slice(0, size - first.length)));
    needed = start;
  }

  /** What is chosen from, and whether some of it is to come at random. */
  function candidatesFor(start: number, size: number): { readonly candidates: Pair[]; readonly mixed: boolean } {
    const isNew = ({ bits }: Pair): boolean => !keys.has(bits.join());
    const regions = coarse ? coarse.nodes.filter(isNew) : [];
    const source = pairPlan(m, random.fork(`candidates ${blocks++}`), evenly);
    if (onlyRegions(start) && regions.length >= size) return { candidates: regions, mixed: false };
    const alone = regions.filter(({ sizeClass }) => sizeClass === 0);
    if (alone.length > 0) return { candidates: alone, mixed: false };
    source.take(singles); // given, or among the regions
    const known = new Set(regions.map(({ bits }) => bits.join()));
    const few = coarse !== undefined && base.total > 2 * CHOSEN;
    // Those at random come first, since the first that are not chosen are what comes at random.
    const others = pairsOf(source.take(few ? BESIDE_REGIONS : CANDIDATES)).filter(
      (pair) => isNew(pair) && !known.has(pair.bits.join()),
    );
    return { candidates: others.concat(regions), mixed: true };
  }

  const onlyRegions = (start: number): boolean => coarse !== undefined && regionsTell(start, m);

  /** Some of the candidates; null where nothing is to be learnt from the values, or no factor. */
  function choose(candidates: SignRows, size: number, mixed: boolean): readonly number[] | null {
    const divisions = coarse && (regionsTell(given.length, m) ? coarse.divisions : []);
    const found = openRows(learnt, regression.solve(totals), { m, totals, divisions });
    if (found === null) return null;
    const prior = learnFrom(found.rows, found.seen, found.first, LEARNING);
    const seen = signRows(m, [batchOf(m, given).coalitions], true, divisions);
    if (!mixed) return Array.from(chooseRows(seen, candidates, prior, size) ?? []);
    const alike = chooseRows(seen, candidates, alikePrior(prior), Math.round(ALIKE * size));
    if (alike === null) return null;
    const had = new Set(alike);
    const left = Int32Array.from({ length: candidates.count }, (_, row) => row).filter((row) => !had.has(row));
    const known = joinRows(seen, pickRows(candidates, alike));
    const learned = chooseRows(known, pickRows(candidates, left), prior, Math.round(LEARNT * size));
    return learned && [...alike, ...Array.from(learned, (row) => left[row])];
  }

  /** The next pair; null while values are missing that it depends on. */
  function next(): Pair | null {
    if (at === given.length && at < lead) give(coarse ? coarse.opening : pairsOf(base.take(1)));
    else if (at === given.length && at < most) {
      if (count < needed) return null;
      chooseBlock();
    }
    if (at < given.length) return given[at++];
    at++;
    later ??= evening(base, given, () => {
      for (;;) {
        const [pair] = pairsOf(base.take(1));
        if (pair === undefined || !keys.has(pair.bits.join())) return pair;
      }
    });
    return later();
  }

  return {
    chosen: true,
    divisions: coarse?.divisions,
    classes: base.classes,
    total: base.total,
    take(wanted) {
      const pairs: Pair[] = [];
      while (pairs.length < wanted && at < base.total) {
        // What is asked together ends with its block, whenever the values for the next one come.
        if (pairs.length > 0 && at === given.length && at >= lead && at < most) break;
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
