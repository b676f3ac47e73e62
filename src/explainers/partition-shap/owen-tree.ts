import { wordsFor } from '../../games/coalitions.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';

/** Part of a branch's effect that forking may move even if its node looks alike in all contexts. */
const DOUBT = 0.05;

/**
 * A node of the tree played in one context: the others on its path, each side of each fork wholly
 * in or wholly out. With it goes the context's mirror image, in and out swapped. Only the odd part
 * of the game v is needed, h(S) = (v(S) − v(N \ S)) / 2, which has the same Owen values, and in
 * which both contexts are worth the same.
 */
export interface OwenBranch {
  readonly node: number;
  /** The share of this context and its mirror image among all contexts. */
  readonly weight: number;
  /** Players present in the context, as packed bits. */
  readonly context: Uint32Array;
  /** h of the context without the node and with all of it, K each; filled in as values come. */
  readonly without: Float64Array;
  readonly whole: Float64Array;
}

/** A branch forked into its left and right child: their values in its context. */
export interface OwenFork {
  readonly branch: OwenBranch;
  /** The context with the left child, and with the right one. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** h of these, K each; to be filled in. */
  readonly withLeft: Float64Array;
  readonly withRight: Float64Array;
  /** What can be forked next: the children that have children, each without and with the other. */
  readonly children: readonly OwenBranch[];
}

/** Owen values of a hierarchy, from the forks seen so far. */
export interface OwenTree {
  /** The branch all others come from; null for less than two players. */
  readonly root: OwenBranch | null;
  /** Players of a branch's node. */
  size(branch: OwenBranch): number;
  /**
   * Coalitions that a fork asks for: two and their mirror images, except at the root, where they
   * are each other's.
   */
  cost(branch: OwenBranch): number;
  fork(branch: OwenBranch): OwenFork;
  /** Counts a fork whose values are filled in. */
  absorb(fork: OwenFork): void;
  /** Whether its node was forked in some context. */
  known(branch: OwenBranch): boolean;
  /** How much forking a branch may change, in units of the values. */
  urgency(branch: OwenBranch): number;
  /** Values of the players given each output's total, K × players. */
  values(totals: Float64Array): Float64Array;
}

/**
 * Owen values (Owen 1977) of a binary hierarchy: at each node the two children share what the node
 * adds as the two players of a game would, half of it alone and half of it after the other;
 * averaged over the node's contexts. A node at depth d has 2^d contexts, so a balanced tree of m
 * players needs about 2 m² / 3 coalitions in all, a chain 2^m.
 *
 * Where only some contexts of a node have been forked, the difference between its children is taken
 * from these; where none has, its players share evenly, as in shap. So games without interactions
 * of three or more players are solved once each node was forked, which takes at least 4 m − 6
 * coalitions.
 */
export function owenTree(
  hierarchy: Hierarchy,
  outputs: number,
  ends: { readonly empty: Float64Array; readonly full: Float64Array },
): OwenTree {
  const { players, left, right } = hierarchy;
  const words = wordsFor(players);
  const nodes = players + left.length;
  const members = new Uint32Array(nodes * words);
  const sizes = new Int32Array(nodes).fill(1, 0, players);
  for (let player = 0; player < players; player++) members[player * words + (player >> 5)] = 1 << (player & 31);
  for (let merge = 0; merge < left.length; merge++) {
    const node = players + merge;
    sizes[node] = sizes[left[merge]] + sizes[right[merge]];
    for (let w = 0; w < words; w++)
      members[node * words + w] = members[left[merge] * words + w] | members[right[merge] * words + w];
  }
  // For each node's seen forks: their share of all its contexts, and the sums, weighted by it, of
  // what the node adds and of the difference between its children.
  const seen = new Float64Array(nodes);
  const effects = new Float64Array(nodes * outputs);
  const differences = new Float64Array(nodes * outputs);

  const joined = (context: Uint32Array, node: number): Uint32Array =>
    context.map((bits, w) => bits | members[node * words + w]);
  const leftOf = (node: number): number => left[node - players];
  const rightOf = (node: number): number => right[node - players];
  const isRoot = (node: number): boolean => node === nodes - 1;

  /**
   * The difference between a node's children over all contexts, given what the node adds over all
   * of them: as in the seen contexts, in proportion.
   */
  const expected = (node: number, k: number, effect: number): number => {
    const usual = effects[node * outputs + k] / seen[node];
    const difference = differences[node * outputs + k] / seen[node];
    const ratio = usual === 0 ? 0 : Math.max(-1, Math.min(1, difference / usual));
    return difference + ratio * (effect - usual);
  };

  return {
    root:
      players < 2
        ? null
        : { node: nodes - 1, weight: 1, context: new Uint32Array(words), without: ends.empty, whole: ends.full },
    size: ({ node }) => sizes[node],
    cost: ({ node }) => (isRoot(node) ? 2 : 4),
    fork(branch) {
      const { node, context, without, whole } = branch;
      const [l, r] = [leftOf(node), rightOf(node)];
      const withLeft = new Float64Array(outputs);
      const withRight = new Float64Array(outputs);
      const afterLeft = joined(context, l);
      const afterRight = joined(context, r);
      // The root's second context is the mirror image of its first.
      const weight = isRoot(node) ? 1 : branch.weight / 2;
      const children: OwenBranch[] = [];
      if (l >= players) {
        children.push({ node: l, weight, context, without, whole: withLeft });
        if (!isRoot(node)) children.push({ node: l, weight, context: afterRight, without: withRight, whole });
      }
      if (r >= players) {
        children.push({ node: r, weight, context, without, whole: withRight });
        if (!isRoot(node)) children.push({ node: r, weight, context: afterLeft, without: withLeft, whole });
      }
      return { branch, left: afterLeft, right: afterRight, withLeft, withRight, children };
    },
    absorb({ branch: { node, weight, without, whole }, withLeft, withRight }) {
      seen[node] += weight;
      for (let k = 0; k < outputs; k++) {
        effects[node * outputs + k] += weight * (whole[k] - without[k]);
        differences[node * outputs + k] += weight * (withLeft[k] - withRight[k]);
      }
    },
    known: ({ node }) => seen[node] > 0,
    urgency({ node, weight, without, whole }) {
      let most = 0;
      for (let k = 0; k < outputs; k++) {
        const effect = whole[k] - without[k];
        // A node's first fork stands for all its contexts, so it counts in full.
        if (seen[node] === 0) most = Math.max(most, Math.abs(effect));
        else
          most = Math.max(
            most,
            weight * (Math.abs(effect - effects[node * outputs + k] / seen[node]) + DOUBT * Math.abs(effect)),
          );
      }
      return most;
    },
    values(totals) {
      const values = new Float64Array(outputs * players);
      const total = new Float64Array(nodes);
      for (let k = 0; k < outputs; k++) {
        total[nodes - 1] = totals[k];
        for (let node = nodes - 1; node >= players; node--) {
          const [l, r] = [leftOf(node), rightOf(node)];
          const difference =
            seen[node] > 0 ? expected(node, k, total[node]) : (total[node] * (sizes[l] - sizes[r])) / sizes[node];
          total[l] = (total[node] + difference) / 2;
          total[r] = (total[node] - difference) / 2;
        }
        for (let player = 0; player < players; player++) values[k * players + player] = total[player];
      }
      return values;
    },
  };
}
