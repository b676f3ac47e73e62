import { wordsFor } from '../../games/coalitions.ts';
import { type Hierarchy, regionsOf } from '../../games/hierarchy.ts';
import { divisionOf } from './division.ts';
import type { Division } from './region-types.ts';

/** A pair of complementary coalitions, by one of them. */
export interface Pair {
  readonly bits: Uint32Array;
  readonly sizeClass: number;
}

/** How a tree of m players is looked at from coarse to fine. */
export interface CoarseToFine {
  /** The first pairs: a few regions alone, large ones first. */
  readonly opening: readonly Pair[];
  /** Every node of the tree alone, players among them. */
  readonly nodes: readonly Pair[];
  /** Regions whose players are expected to matter alike, from coarse to fine. */
  readonly divisions: readonly Division[];
}

/** Regions that are asked for first, unless players are few; more are smaller than most objects. */
const REGIONS = 16;
/** Players of a region on average, at least. */
const PLAYERS_PER_REGION = 3;
/** Regions of the divisions. */
const DIVISIONS = [8, 16, 32];

export function coarseToFine(tree: Hierarchy): CoarseToFine {
  const { players: m, left, right } = tree;
  const members: number[][] = Array.from({ length: m }, (_, player) => [player]);
  for (let merge = 0; merge < left.length; merge++) members.push([...members[left[merge]], ...members[right[merge]]]);
  const regions = Math.min(REGIONS, Math.ceil(m / PLAYERS_PER_REGION));
  const region = regionsOf(tree, regions);
  const parts = Array.from({ length: regions }, (_, own) => [...region.keys()].filter((j) => region[j] === own));
  parts.sort((a, b) => b.length - a.length);
  return {
    opening: distinct(parts.flatMap((part) => pairOf(m, part))),
    nodes: distinct(members.flatMap((part) => pairOf(m, part))),
    divisions: DIVISIONS.filter((count) => count < m).map((count) => divisionOf(regionsOf(tree, count))),
  };
}

/**
 * The pair of some players and all others, as plans give it: by the smaller coalition, or by that
 * with the first player. None where there are no others.
 */
function pairOf(m: number, members: readonly number[]): Pair[] {
  const size = members.length;
  if (size === 0 || size === m) return [];
  const turned = 2 * size > m || (2 * size === m && !members.includes(0));
  const bits = new Uint32Array(wordsFor(m));
  const isIn = new Set(members);
  for (let j = 0; j < m; j++) if (isIn.has(j) !== turned) bits[j >> 5] |= 1 << (j & 31);
  return [{ bits, sizeClass: (turned ? m - size : size) - 1 }];
}

/** The first of equal pairs each. */
const distinct = (pairs: readonly Pair[]): Pair[] =>
  [...new Map(pairs.toReversed().map((pair) => [pair.bits.join(), pair])).values()].reverse();
