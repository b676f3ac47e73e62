import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import { drawSubsets, type SubsetDrawer, subsetsOf } from './combinations.ts';

/** A size s and its counterpart m − s, whose coalitions come in complementary pairs. */
export interface SizeClass {
  /** s, from 1 to m / 2. */
  readonly size: number;
  /** Number of pairs. */
  readonly pairs: number;
  /** Share of the Shapley kernel that falls on these sizes; all shares sum to 1. */
  readonly mass: number;
  /**
   * How often these sizes are drawn while some of their pairs are left, relative to the other
   * classes.
   */
  readonly draws: number;
}

/** Some pairs of a plan: one coalition of each, and the index of its size class. */
export interface PairBatch {
  readonly coalitions: Coalitions;
  readonly classes: Uint16Array;
}

/** A sequence of distinct pairs of complementary coalitions, until all are given. */
export interface PairPlan {
  readonly classes: readonly SizeClass[];
  /** Number of pairs in all. */
  readonly total: number;
  /** Whether pairs are chosen by the values of earlier ones. */
  readonly chosen?: boolean;
  /**
   * The next pairs of the sequence, at most `count`; fewer where they depend on values that are
   * not known yet.
   */
  take(count: number): PairBatch;
}

/**
 * The golden ratio's fraction: its multiples modulo 1 fill the unit interval evenly from the start.
 */
const GOLDEN = 0.6180339887498949;

/**
 * The size classes of m players, with the Shapley kernel (m − 1) / (C(m, s) s (m − s)) summed over
 * their coalitions.
 */
function sizeClasses(m: number, share: (kernel: number) => number): SizeClass[] {
  const classes: SizeClass[] = [];
  let all = 0;
  for (let s = 1; s < m; s++) all += 1 / (s * (m - s));
  for (let size = 1; 2 * size <= m; size++) {
    const middle = 2 * size === m;
    const sizes = middle ? 1 : 2;
    const kernel = 1 / (size * (m - size)) / all;
    classes.push({ size, pairs: subsetsOf(m, size, middle), mass: sizes * kernel, draws: sizes * share(kernel) });
  }
  return classes;
}

/**
 * The sequence of pairs for m players. It depends on m and the random stream alone; a budget only
 * cuts it. First come all pairs of size 1 (with m − 1), in random order. Then each next size is
 * where a low-discrepancy sequence falls in the shares of the sizes not yet used up, and within the
 * size a random pair not given before. So every prefix has all sizes in their proportions, and
 * sizes are used up from the outside in, each as soon as the prefix is long enough to want as many
 * of its pairs as there are.
 *
 * `share` gives how often a size is drawn, from its kernel mass. Default: the square root of its
 * kernel mass, between the kernel itself (as shap draws) and equal shares (leverage scores, Musco
 * and Witter 2025). On games made like trees and like neurons its mean squared error is 10 to 15 %
 * below the kernel's; equal shares gain more there and lose elsewhere. The regression's weights
 * undo the choice.
 */
export function pairPlan(m: number, random: Random, share: (kernel: number) => number = Math.sqrt): PairPlan {
  const classes = sizeClasses(m, share);
  // Made when their size is first drawn: of a thousand players most sizes come late, or never.
  const drawers: (SubsetDrawer | undefined)[] = classes.map(() => undefined);
  const drawerOf = (c: number): SubsetDrawer => {
    const { size } = classes[c];
    drawers[c] ??= drawSubsets(m, size, 2 * size === m, random.fork(`size ${size}`));
    return drawers[c];
  };
  const left = classes.map(({ pairs }) => pairs);
  let position = random.fork('sizes').uniform();

  const nextClass = (): number => {
    if (left[0] > 0) return 0;
    let remaining = 0;
    for (let c = 0; c < classes.length; c++) if (left[c] > 0) remaining += classes[c].draws;
    position += GOLDEN;
    if (position >= 1) position -= 1;
    let at = position * remaining;
    let last = 0;
    for (let c = 0; c < classes.length; c++) {
      if (left[c] <= 0) continue;
      last = c;
      at -= classes[c].draws;
      if (at < 0) break;
    }
    return last;
  };

  return {
    classes,
    total: classes.reduce((sum, { pairs }) => sum + pairs, 0),
    take(count) {
      const available = Math.min(
        count,
        left.reduce((sum, pairs) => sum + pairs, 0),
      );
      const coalitions = coalitionsOf(m, available);
      const which = new Uint16Array(available);
      for (let row = 0; row < available; row++) {
        const c = nextClass();
        which[row] = c;
        left[c] -= 1;
        for (const player of drawerOf(c).next()) add(coalitions, row, player);
      }
      return { coalitions, classes: which };
    },
  };
}
