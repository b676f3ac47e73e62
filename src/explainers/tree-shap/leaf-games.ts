import type { Numbers } from '../../numerics/numbers.ts';
import type { LinearLeaves } from '../../structures/linear-leaves.ts';
import type { Trees } from '../../structures/trees.ts';

/** Summed trees with linear models in their leaves. */
export type LinearTrees = Trees & { readonly linear: LinearLeaves };

/** A row to explain and a row of the background, in two tables. */
export interface RowPair {
  readonly own: Numbers;
  readonly ownAt: number;
  readonly other: Numbers;
  readonly otherAt: number;
}

/**
 * The games of leaves with linear models. `side` says where each player must be for the leaf to be
 * reached: 1 present, −1 absent, 0 anywhere.
 */
export class LeafGames {
  readonly side: Int8Array;
  private readonly held: number[] = [];
  private readonly trees: LinearTrees;
  private readonly owner: Int32Array;
  /** What each player anywhere adds where it is present. */
  private readonly parts: Float64Array;

  constructor(trees: LinearTrees, owner: Int32Array, players: number) {
    this.trees = trees;
    this.owner = owner;
    this.side = new Int8Array(players);
    this.parts = new Float64Array(players);
  }

  hold(player: number, side: 1 | -1): void {
    this.side[player] = side;
    this.held.push(player);
  }

  /** Lets go of the player held last. */
  release(player: number): void {
    this.side[player] = 0;
    this.held.pop();
  }

  /** Adds the players' Shapley values in the game of a leaf to `sums`. */
  add({ tree, leaf }: { readonly tree: number; readonly leaf: number }, pair: RowPair, sums: Float64Array): void {
    const { linear, value, outputs } = this.trees;
    const own = value[leaf * outputs + linear.output[tree]];
    const before = this.held.length;
    const isKnown = this.holdKnown(leaf, pair);
    const needed = this.held.splice(before);
    // Where all of its terms have values, the model takes the place of the leaf's own value.
    const replaces = !isKnown || needed.length > 0;
    if (replaces) this.share(own, sums);
    this.held.push(...needed);
    if (isKnown) this.addModel(leaf, pair, { sums, instead: replaces ? own : 0 });
    while (this.held.length > before) this.release(this.held[this.held.length - 1]);
  }

  /**
   * Holds the players where the leaf's terms have values, too; false where they cannot all have
   * them.
   */
  private holdKnown(leaf: number, { own, ownAt, other, otherAt }: RowPair): boolean {
    const { first, column } = this.trees.linear;
    for (let term = first[leaf]; term < first[leaf + 1]; term++) {
      const player = this.owner[column[term]];
      const [here, there] = [own[ownAt + column[term]], other[otherAt + column[term]]].map(Number.isNaN);
      if (!here && !there) continue;
      const side = here ? -1 : 1;
      if ((here && there) || this.side[player] === -side) return false;
      if (this.side[player] === 0) this.hold(player, side);
    }
    return true;
  }

  /** The leaf's model, less what stands there otherwise, where all players held are in place. */
  private addModel(
    leaf: number,
    { own, ownAt, other, otherAt }: RowPair,
    { sums, instead }: { readonly sums: Float64Array; readonly instead: number },
  ): void {
    const { constant, first, column, coefficient } = this.trees.linear;
    let sum = constant[leaf] - instead;
    for (let term = first[leaf]; term < first[leaf + 1]; term++) {
      const player = this.owner[column[term]];
      const present = coefficient[term] * own[ownAt + column[term]];
      const absent = coefficient[term] * other[otherAt + column[term]];
      sum += this.side[player] > 0 ? present : absent;
      if (this.side[player] === 0) this.parts[player] += present - absent;
    }
    this.share(sum, sums);
    for (let term = first[leaf]; term < first[leaf + 1]; term++) {
      const player = this.owner[column[term]];
      const part = this.parts[player];
      this.parts[player] = 0;
      if (part === 0) continue;
      this.hold(player, 1);
      this.share(part, sums);
      this.release(player);
    }
  }

  /**
   * The unanimity game in which all held players are in place: with a present and b absent ones, a
   * present one gets 1 / (a C(a + b, a)) of it, an absent one loses 1 / (b C(a + b, a)).
   */
  private share(worth: number, sums: Float64Array): void {
    let [present, ways] = [0, 1];
    for (const player of this.held) if (this.side[player] > 0) present++;
    const absent = this.held.length - present;
    for (let i = 1; i <= absent; i++) ways = (ways * (present + i)) / i;
    for (const player of this.held) {
      if (this.side[player] > 0) sums[player] += worth / (present * ways);
      else sums[player] -= worth / (absent * ways);
    }
  }
}
