import type { Ask, Reply } from './counterfactual.ts';
import {
  type Change,
  changesOf,
  countChanges,
  createPartTrials,
  type FoundParts,
  type PartsOutcome,
  type PartsProblem,
  type TriedChange,
  withoutPart,
  withPart,
} from './parts/part-trials.ts';

export type { Change, FoundParts, PartsOutcome, PartsProblem } from './parts/part-trials.ts';

/** Changed inputs that the model is asked for at most. */
export const PARTS_CALLS = 2000;
/** Share of the budget for single changes: of parts with many ways, only some are tried. */
const FOR_SINGLES = 0.5;
/** Parts that are joined one after the other, each time the one that comes nearest. */
const DEEPEST = 12;

const nothing: Change = { parts: [], variants: [] };

/**
 * The fewest parts of an input (words of a text, regions of a picture) that must change for the
 * answer to change: every part by itself; the most telling ones together, as many as it takes, and
 * one after the other, each time the one that comes nearest to the goal; then without whatever is
 * not needed; then, as far as the budget goes, all sets of two parts, of three, and so on, which
 * proves that there is nothing smaller. The answers do not depend on time: it only ends the search.
 */
export function* fewestParts(
  problem: PartsProblem,
  { calls = PARTS_CALLS }: { readonly calls?: number } = {},
): Generator<Ask<PartsOutcome>, PartsOutcome, Reply> {
  const { variants } = problem;
  const most = Math.min(problem.most, variants.length);
  /** No change of so many parts, or of fewer, reaches the goal. */
  let ruledOut = 0;

  function outcome(ways: readonly FoundParts[]): PartsOutcome {
    if (ways.length === 0) {
      if (ruledOut >= most) return { found: [], proof: 'none within limits', bound: null };
      return { found: [], proof: 'none found', bound: ruledOut === 0 ? null : { changed: ruledOut + 1, distance: 0 } };
    }
    const [{ changed, distance }] = ways;
    if (changed === ruledOut + 1) {
      const found = ways.map((way) => ({ ...way, nearest: way.changed === changed }));
      return { found, proof: 'nearest', bound: { changed, distance } };
    }
    if (ruledOut === 0) return { found: ways, proof: 'found by search', bound: null };
    return { found: ways, proof: 'within gap', bound: { changed: ruledOut + 1, distance: 0 } };
  }

  const trials = createPartTrials(problem, calls, outcome);
  const fewest = () => trials.ways()[0]?.changed ?? Number.POSITIVE_INFINITY;

  /** All changes of so many parts; whether there was budget for all. */
  function* exhausted(size: number): Generator<Ask<PartsOutcome>, boolean, Reply> {
    const all = countChanges(variants, size);
    if (all > trials.left && size > 1) return false;
    return (yield* trials.tryAll(changesOf(variants, size))).length === all;
  }

  const singleVariants = Math.max(1, Math.floor((calls * FOR_SINGLES) / Math.max(1, variants.length)));
  const few = variants.every((ways) => ways <= singleVariants);
  const singles = yield* trials.tryAll(few ? changesOf(variants, 1) : someSingles(variants, singleVariants));
  if (few && singles.length === countChanges(variants, 1) && fewest() > 1) ruledOut = 1;
  const leading = bestOfEach(singles);

  if (fewest() > 1 && most > 1) {
    const prefixes = leading.map((_, at) =>
      leading
        .slice(0, at + 1)
        .reduce((all, { parts: [part], variants: [variant] }) => withPart(all, part, variant), nothing),
    );
    yield* shrunk(first(yield* untilReached(prefixes.slice(1, most))));
    yield* shrunk(yield* joined());
    for (let size = 2; size < Math.min(most + 1, fewest()) && ruledOut === size - 1; size++)
      if ((yield* exhausted(size)) && fewest() > size) ruledOut = size;
  }
  // Others of the same number of parts.
  const size = fewest();
  if (Number.isFinite(size)) yield* exhausted(size);
  return outcome(trials.ways());

  /** Tries changes one after the other, several at a time, until one reaches the goal. */
  function* untilReached(changes: readonly Change[]): Generator<Ask<PartsOutcome>, TriedChange[], Reply> {
    const tried: TriedChange[] = [];
    for (let from = 0; from < changes.length && !first(tried); ) {
      const next = changes.slice(from, 2 * from + AT_FIRST);
      tried.push(...(yield* trials.tryAll(next)));
      from += next.length;
      if (trials.left === 0) break;
    }
    return tried;
  }

  /** The most telling part, with the one that helps it most, and so on, fewer than is known. */
  function* joined(): Generator<Ask<PartsOutcome>, TriedChange | null, Reply> {
    let state: Change = leading[0] ?? nothing;
    const deepest = Math.min(most, DEEPEST, fewest() - 1);
    while (state.parts.length < deepest && trials.left > 0) {
      const open = leading.filter(({ parts: [part] }) => !state.parts.includes(part));
      const next = yield* trials.tryAll(
        open.map(({ parts: [part], variants: [variant] }) => withPart(state, part, variant)),
      );
      const best = nearestTo(next);
      if (!best || best.reached) return best;
      state = best;
    }
    return null;
  }

  /** Leaves out, one at a time, whatever is not needed. */
  function* shrunk(from: TriedChange | null): Generator<Ask<PartsOutcome>, void, Reply> {
    for (let state: Change | null = from; state && state.parts.length > 1 && trials.left > 0; ) {
      const own: Change = state;
      const fewer = nearestTo(yield* trials.tryAll(own.parts.map((_, at) => withoutPart(own, at))));
      state = fewer?.reached ? fewer : null;
    }
  }
}

/** Changes that are tried at once at first. */
const AT_FIRST = 4;

const first = (tried: readonly TriedChange[]): TriedChange | null => tried.find(({ reached }) => reached) ?? null;

/** Of those that reach the goal the nearest; else the one that comes nearest to it. */
function nearestTo(tried: readonly TriedChange[]): TriedChange | null {
  let best: TriedChange | null = null;
  for (const one of tried) {
    if (!best || (one.reached && !best.reached)) best = one;
    else if (one.reached === best.reached && (one.reached ? one.distance < best.distance : one.merit > best.merit))
      best = one;
  }
  return best;
}

/** Of each part the single change that comes nearest to the goal, the nearest first. */
function bestOfEach(singles: readonly TriedChange[]): TriedChange[] {
  const best = new Map<number, TriedChange>();
  for (const one of singles) {
    const [part] = one.parts;
    const before = best.get(part);
    if (!before || one.merit > before.merit) best.set(part, one);
  }
  return [...best.values()].sort((a, b) => b.merit - a.merit);
}

/** Single changes, of each part at most so many, evenly chosen. */
function* someSingles(variants: readonly number[], each: number): Generator<Change> {
  for (const [part, ways] of variants.entries()) {
    const taken = Math.min(ways, each);
    for (let at = 0; at < taken; at++) yield { parts: [part], variants: [Math.floor((at * ways) / taken)] };
  }
}
