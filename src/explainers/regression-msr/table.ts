import { addComplement, coalitionsOf, concatCoalitions } from '../../games/coalitions.ts';
import type { PairBatch, SizeClass } from '../kernel-shap/pair-plan.ts';
import { listMembers, type MemberList } from './tree-proxy.ts';

/** Pairs of complementary coalitions, their values, and which fold leaves which out. */
export interface Pairs {
  /** Coalitions S and N∖S of pair i in rows 2 i and 2 i + 1. */
  readonly list: MemberList;
  readonly pairs: number;
  readonly outputs: number;
  /** pairs × K: (v(S) − v(N∖S)) / 2. */
  readonly differences: Float64Array;
  /** Size class of each pair. */
  readonly classes: Uint16Array;
  /** By size class. */
  readonly taken: Float64Array;
  /** The fold that each pair is left out of; −1 where its class is used up: every fold sees it. */
  readonly folds: Int16Array;
}

/** Folds of the cross-fitting. */
export const FOLDS = 5;

export interface PairTable {
  add(batch: PairBatch, differences: Float64Array): void;
  /** Everything taken in so far. */
  read(): Pairs;
}

/** Collects the pairs of a plan as they come. The pairs of a class go to the folds in turn. */
export function pairTable(m: number, outputs: number, sizes: readonly SizeClass[]): PairTable {
  const batches: { batch: PairBatch; differences: Float64Array }[] = [];
  let pairs = 0;
  return {
    add(batch, differences) {
      batches.push({ batch, differences });
      pairs += batch.coalitions.count;
    },
    read() {
      const once = concatCoalitions([coalitionsOf(m, 0), ...batches.map(({ batch }) => batch.coalitions)]);
      const both = coalitionsOf(m, 2 * pairs);
      const differences = new Float64Array(pairs * outputs);
      const classes = new Uint16Array(pairs);
      let at = 0;
      for (const { batch, differences: own } of batches) {
        classes.set(batch.classes, at);
        differences.set(own, at * outputs);
        at += batch.coalitions.count;
      }
      const taken = new Float64Array(sizes.length);
      const folds = new Int16Array(pairs);
      for (let i = 0; i < pairs; i++) {
        both.bits.set(once.bits.subarray(i * once.words, (i + 1) * once.words), 2 * i * once.words);
        addComplement(both, 2 * i + 1, once, i);
        const c = classes[i];
        // Each class begins at another fold, so that small classes do not all fill the first.
        folds[i] = (taken[c] + c) % FOLDS;
        taken[c] += 1;
      }
      for (let i = 0; i < pairs; i++) if (taken[classes[i]] >= sizes[classes[i]].pairs) folds[i] = -1;
      return { list: listMembers(both), pairs, outputs, differences, classes, taken, folds };
    },
  };
}
