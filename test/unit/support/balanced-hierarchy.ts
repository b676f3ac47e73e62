import type { Hierarchy } from '../../../src/games/hierarchy.ts';

/** A tree that joins neighbours in order, in pairs, level by level. */
export function balancedHierarchy(players: number): Hierarchy {
  const left: number[] = [];
  const right: number[] = [];
  let level = Array.from({ length: players }, (_, player) => player);
  while (level.length > 1) {
    const next: number[] = [];
    for (let at = 0; at < level.length; at += 2) {
      if (at + 1 === level.length) next.push(level[at]);
      else {
        next.push(players + left.length);
        left.push(level[at]);
        right.push(level[at + 1]);
      }
    }
    level = next;
  }
  return { players, left: Int32Array.from(left), right: Int32Array.from(right) };
}
