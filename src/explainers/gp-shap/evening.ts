import type { SizeClass } from '../kernel-shap/pair-plan.ts';

/**
 * Puts the pairs of a sequence into an order in which sizes that were `given` less often than
 * others come first, until all are as frequent as they are drawn. Pairs of the other sizes wait;
 * each is given once. Sizes that are used up do not count, nor does that of players alone: those
 * who were not given yet never wait. `next` gives undefined at its end.
 */
export function evening<T extends { readonly sizeClass: number }>(
  { classes }: { readonly classes: readonly SizeClass[] },
  given: readonly T[],
  next: () => T | undefined,
): () => T {
  const waiting: T[][] = classes.map(() => []);
  const counts = classes.map(() => 0);
  for (const { sizeClass } of given) counts[sizeClass] += 1;

  const isAhead = (own: number): boolean => {
    if (own === 0) return false;
    let all = 0;
    let draws = 0;
    for (let c = 1; c < classes.length; c++) {
      if (counts[c] >= classes[c].pairs) continue;
      all += counts[c];
      draws += classes[c].draws;
    }
    return counts[own] * draws > all * classes[own].draws + draws;
  };
  const waited = (isTaken: (sizeClass: number) => boolean): T | undefined =>
    waiting.find((some, c) => some.length > 0 && isTaken(c))?.shift();
  const upcoming = (): T | undefined => {
    for (;;) {
      const one = next();
      if (one === undefined || !isAhead(one.sizeClass)) return one;
      waiting[one.sizeClass].push(one);
    }
  };

  return () => {
    const one = waited((c) => !isAhead(c)) ?? upcoming() ?? waited(() => true);
    if (one === undefined) throw new RangeError('no pair is left');
    counts[one.sizeClass] += 1;
    return one;
  };
}
