import { AGREEMENT } from '../limits.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { Explanation } from '../records/record.ts';

/**
 * How a record compares with one that was made anew: the same bits, numbers that differ by no more
 * than back ends may (a thousandth of the largest), or others.
 */
export interface Verdict {
  readonly verdict: 'same-bits' | 'within-tolerance' | 'differs';
  /** Where the two differ most, as `attributions[0][3]`; null where they do not. */
  readonly where: string | null;
  /** The largest difference between two numbers; null where something else differs. */
  readonly largest: number | null;
}

/** What must be equal: without it, numbers cannot be compared. */
const named = ['players', 'outputs', 'space', 'groups', 'endsOnly'] as const;

/** Numbers that are compared, each kind by its own largest. */
const measured = [
  'modelOutput',
  'base',
  'prediction',
  'attributions',
  'standardErrors',
  'interactions',
  'interactionErrors',
  'additivityResidual',
] as const;

type Nested = number | readonly Nested[] | null | undefined;

/** Numbers with where they stand. */
function* numbersIn(value: Nested, path: string): Generator<readonly [path: string, value: number]> {
  if (typeof value === 'number') yield [path, value];
  else for (const [at, item] of (value ?? []).entries()) yield* numbersIn(item, `${path}[${at}]`);
}

/** Compares a record with one that was made anew. */
export function compareRecords(record: Explanation, anew: Explanation): Verdict {
  for (const name of named)
    if (canonicalJson(record[name] ?? null) !== canonicalJson(anew[name] ?? null))
      return { verdict: 'differs', where: name, largest: null };
  let [where, largest]: [string | null, number] = [null, 0];
  let differs: Verdict | null = null;
  // What is left over of a sum is as large as its parts, not as itself.
  const scaleOf = (name: (typeof measured)[number]): Nested =>
    name === 'additivityResidual' ? anew.prediction : anew[name];
  for (const name of measured) {
    const mine = [...numbersIn(record[name], name)];
    const theirs = [...numbersIn(anew[name], name)];
    if (mine.length !== theirs.length) return { verdict: 'differs', where: name, largest: null };
    let scale = 0;
    for (const [, value] of numbersIn(scaleOf(name), name)) scale = Math.max(scale, Math.abs(value));
    for (const [at, [path, value]] of mine.entries()) {
      const difference = Math.abs(value - theirs[at][1]);
      if (difference > largest) [where, largest] = [path, difference];
      if (difference > AGREEMENT * scale && difference > (differs?.largest ?? 0))
        differs = { verdict: 'differs', where: path, largest: difference };
    }
  }
  if (differs) return differs;
  return where === null ? { verdict: 'same-bits', where, largest: 0 } : { verdict: 'within-tolerance', where, largest };
}
