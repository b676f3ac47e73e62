import type { Numbers } from '../../numerics/numbers.ts';
import { type Ask, type Found, isNearer, type Nearness, type Outcome, type Reply, within } from '../counterfactual.ts';
import { type Goal, merit, reached } from '../goal.ts';

/** Some parts of an input, ascending, and in which of its ways each of them is changed. */
export interface Change {
  readonly parts: readonly number[];
  readonly variants: readonly number[];
}

/** What is asked of the parts of a text or a picture: which of them the answer hangs on. */
export interface PartsProblem {
  /** K answers of the model to the whole input. */
  readonly answers: Float64Array;
  readonly goal: Goal;
  /** By part: in how many ways it may be changed; taken out or hidden is one. */
  readonly variants: readonly number[];
  /** By part: which share of the input it is. */
  readonly shares: readonly number[];
  /** Most parts that may change. */
  readonly most: number;
  /** How many ways are wanted; none of them changes all parts of another's. */
  readonly count: number;
  /** Numbers of a row. */
  readonly columns: number;
  /** The input with changes, as rows for the model. */
  readonly rowsOf: (changes: readonly Change[]) => Numbers;
}

/** Parts without which the answer is another; `levers` are the parts, `distance` their share. */
export interface FoundParts extends Omit<Found, 'row'> {
  readonly variants: readonly number[];
}

export interface PartsOutcome extends Omit<Outcome, 'found'> {
  readonly found: readonly FoundParts[];
}

/** A change that the model was asked for. */
export interface TriedChange extends Change, Nearness {
  readonly merit: number;
  readonly reached: boolean;
}

export interface PartTrials {
  /** What was answered of some changes; none where there is no budget left for them. */
  tryAll(changes: Iterable<Change>): Generator<Ask<PartsOutcome>, TriedChange[], Reply>;
  /** The nearest ways that were found. */
  ways(): readonly FoundParts[];
  readonly left: number;
}

/** Rows of the first ask, which doubles up to the most: slow models answer few in their time. */
const FIRST_ROWS = 8;
const MOST_ROWS = 256;
/** Most numbers of an ask: pictures are large. */
const MOST_NUMBERS = 4_194_304;

/** `outcome` says what is known of the ways that were found by then. */
export function createPartTrials(
  { answers, goal, shares, most, count, columns, rowsOf }: PartsProblem,
  calls: number,
  outcome: (ways: readonly FoundParts[]) => PartsOutcome,
): PartTrials {
  const outputs = answers.length;
  const found: FoundParts[] = [];
  const asked = new Map<string, TriedChange>();
  let left = calls;
  let size = FIRST_ROWS;
  let stopped = false;

  function ways(): FoundParts[] {
    const chosen: FoundParts[] = [];
    for (const way of found.sort((a, b) => (isNearer(a, b) ? -1 : isNearer(b, a) ? 1 : 0))) {
      if (chosen.length === count) break;
      if (!chosen.some((before) => within(before.levers, way.levers))) chosen.push(way);
    }
    return chosen;
  }

  function take(change: Change, answered: Float64Array): TriedChange {
    const tried = {
      ...change,
      merit: merit(goal, answered, 0, outputs),
      reached: reached(goal, answered, 0, outputs),
      changed: change.parts.length,
      distance: change.parts.reduce((sum, part) => sum + shares[part], 0),
    };
    const { changed, distance } = tried;
    if (tried.reached)
      found.push({
        levers: change.parts,
        variants: change.variants,
        changed,
        distance,
        answers: answered,
        nearest: false,
      });
    return tried;
  }

  return {
    *tryAll(changes) {
      const done: TriedChange[] = [];
      const open = changes[Symbol.iterator]();
      for (let more = true; more && left > 0 && !stopped; ) {
        const part: Change[] = [];
        const room = Math.min(size, left, Math.max(1, Math.floor(MOST_NUMBERS / columns)));
        while (part.length < room) {
          const next = open.next();
          more = !next.done;
          if (next.done) break;
          const known = asked.get(keyOf(next.value));
          if (known) done.push(known);
          else if (next.value.parts.length > 0 && next.value.parts.length <= most) part.push(next.value);
        }
        if (part.length === 0) break;
        const rows = rowsOf(part);
        const { answers: all, stop } = yield { rows, count: part.length, estimate: () => outcome(ways()) };
        stopped ||= stop;
        if (all.length === 0) break;
        left -= part.length;
        for (const [at, change] of part.entries()) {
          const tried = take(change, all.slice(at * outputs, (at + 1) * outputs));
          asked.set(keyOf(change), tried);
          done.push(tried);
        }
        size = Math.min(MOST_ROWS, 2 * size);
      }
      return done;
    },
    ways,
    get left() {
      return stopped ? 0 : left;
    },
  };
}

const keyOf = ({ parts, variants }: Change): string => `${parts.join()}|${variants.join()}`;

/** A change with another part. */
export function withPart({ parts, variants }: Change, part: number, variant: number): Change {
  const after = parts.findIndex((other) => other > part);
  const place = after < 0 ? parts.length : after;
  return { parts: parts.toSpliced(place, 0, part), variants: variants.toSpliced(place, 0, variant) };
}

/** A change without one of its parts. */
export const withoutPart = ({ parts, variants }: Change, at: number): Change => ({
  parts: parts.toSpliced(at, 1),
  variants: variants.toSpliced(at, 1),
});

/** All changes of so many parts, each part in all of its ways. */
export function* changesOf(variants: readonly number[], size: number): Generator<Change> {
  const parts: number[] = [];
  const chosen: number[] = [];
  function* from(first: number): Generator<Change> {
    if (parts.length === size) {
      yield { parts: [...parts], variants: [...chosen] };
      return;
    }
    for (let part = first; part <= variants.length - (size - parts.length); part++)
      for (let variant = 0; variant < variants[part]; variant++) {
        parts.push(part);
        chosen.push(variant);
        yield* from(part + 1);
        parts.pop();
        chosen.pop();
      }
  }
  yield* from(0);
}

/** How many changes of so many parts there are. */
export function countChanges(variants: readonly number[], size: number): number {
  const counts = new Float64Array(size + 1);
  counts[0] = 1;
  for (const ways of variants) for (let k = size; k > 0; k--) counts[k] += ways * counts[k - 1];
  return counts[size];
}
