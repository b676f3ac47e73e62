import type { BackgroundBits } from './background-bits.ts';
import { lowestEdges } from './leaf-paths.ts';
import type { TreePaths } from './tree-paths.ts';

/**
 * The interventional game of one leaf, whatever is computed from it. With a row x and a background
 * row b, the leaf is reached if every player whose tests x fails is absent and every player whose
 * tests b fails is present; players who pass with either do not matter. So for each b that passes
 * where x fails there are u players who must be present (b fails) and v who must be absent.
 */
export class Meeting {
  readonly #paths: TreePaths;
  readonly #background: BackgroundBits;
  readonly #lowest: Int32Array;
  /** Slot × words: the background rows that pass all of the slot's tests. */
  readonly #passes: Int32Array;
  /** Background rows that pass wherever x fails. */
  readonly #candidates: Int32Array;
  /** Slots of players who must be present, for the background row in hand: the first u. */
  readonly needed: Int32Array;
  /** Slots of players who must be absent: the first v. */
  readonly barred: Int32Array;
  /** Slots of players whose tests x passes. */
  readonly #passed: Int32Array;

  constructor(paths: TreePaths, background: BackgroundBits) {
    const most = paths.distinct.reduce((sofar, d) => Math.max(sofar, d), 0);
    this.#paths = paths;
    this.#background = background;
    this.#lowest = new Int32Array(most);
    this.#passes = new Int32Array(most * background.words);
    this.#candidates = new Int32Array(background.words);
    this.needed = new Int32Array(most);
    this.barred = new Int32Array(most);
    this.#passed = new Int32Array(most);
  }

  /**
   * Calls `meet(u, v, b)` for every background row b that can reach the leaf together with x, whose
   * passes are `on[slot]`.
   */
  each(leaf: number, on: Uint8Array, meet: (u: number, v: number, b: number) => void): void {
    const { words } = this.#background;
    const d = this.#paths.distinct[leaf];
    this.#gather(leaf, d);
    const candidates = this.#candidates;
    candidates.set(this.#background.all);
    let [hot, v] = [0, 0];
    for (let slot = 0; slot < d; slot++) {
      if (on[slot] === 1) this.#passed[hot++] = slot;
      else {
        this.barred[v++] = slot;
        for (let w = 0; w < words; w++) candidates[w] &= this.#passes[slot * words + w];
      }
    }
    for (let w = 0; w < words; w++) {
      let rest = candidates[w];
      while (rest !== 0) {
        const bit = rest & -rest;
        rest ^= bit;
        let u = 0;
        for (let h = 0; h < hot; h++) {
          const slot = this.#passed[h];
          if ((this.#passes[slot * words + w] & bit) === 0) this.needed[u++] = slot;
        }
        meet(u, v, 32 * w + 31 - Math.clz32(bit));
      }
    }
  }

  #gather(leaf: number, d: number): void {
    const { parent, slot, above } = this.#paths;
    const { words, bits } = this.#background;
    lowestEdges(this.#paths, leaf, this.#lowest);
    for (let s = 0; s < d; s++) {
      const first = this.#lowest[s];
      const to = slot[first] * words;
      for (let w = 0; w < words; w++) this.#passes[to + w] = bits[first * words + w];
      for (let e = above[first]; e >= 0 && parent[e] >= 0; e = above[e])
        for (let w = 0; w < words; w++) this.#passes[to + w] &= bits[e * words + w];
    }
  }
}
