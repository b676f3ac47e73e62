import { describe, expect, it } from 'vitest';
import { agglomerate } from '../../../src/games/agglomerate.ts';
import { type Hierarchy, prunedHierarchy, regionsOf } from '../../../src/games/hierarchy.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { balancedHierarchy } from '../support/balanced-hierarchy.ts';

/** Members of each merge, ascending. */
function clusters({ players, left, right }: Hierarchy): number[][] {
  const members = Array.from({ length: players }, (_, player) => [player]);
  for (let i = 0; i < left.length; i++) members.push([...members[left[i]], ...members[right[i]]].sort((a, b) => a - b));
  return members.slice(players);
}
const matrix = (players: number, of: (a: number, b: number) => number): Float64Array =>
  Float64Array.from({ length: players * players }, (_, i) => of(Math.floor(i / players), i % players));
const points = (...at: number[]): Float64Array => matrix(at.length, (a, b) => Math.abs(at[a] - at[b]));

/** Average linkage by its definition: the mean over all pairs, looked up anew for each merge. */
function byDefinition(players: number, distances: Float64Array): number[][] {
  const groups = Array.from({ length: players }, (_, player) => [player]);
  const merges: number[][] = [];
  while (groups.length > 1) {
    let best = { gap: Number.POSITIVE_INFINITY, a: 0, b: 0 };
    for (let a = 0; a < groups.length; a++)
      for (let b = 0; b < a; b++) {
        let sum = 0;
        for (const p of groups[a]) for (const q of groups[b]) sum += distances[p * players + q];
        const gap = sum / (groups[a].length * groups[b].length);
        if (gap < best.gap) best = { gap, a, b };
      }
    const joined = [...groups[best.a], ...groups[best.b]].sort((x, y) => x - y);
    groups.splice(best.a, 1);
    groups.splice(best.b, 1);
    groups.push(joined);
    merges.push(joined);
  }
  return merges;
}

type Clustering = Parameters<typeof agglomerate>[0];

/** The order of merges by its definition: of all pairs, looked at anew each time, the first. */
function byOrder({ players, distances, linkage, weights, neighbours }: Clustering): Hierarchy {
  const distance = distances.slice();
  const linked = neighbours?.slice() ?? new Uint8Array(players * players);
  const groups = Array.from({ length: players }, (_, at) => ({ at, node: at, size: 1, weight: weights?.[at] ?? 1 }));
  const [left, right] = [new Int32Array(players - 1), new Int32Array(players - 1)];
  const between = (a: number, b: number) => distance[a * players + b];
  for (let merge = 0; merge < players - 1; merge++) {
    const pairs = groups.flatMap((a, i) => groups.slice(i + 1).map((b) => [a, b] as const));
    const rank = ([a, b]: (typeof pairs)[number]) =>
      [1 - linked[a.at * players + b.at], between(a.at, b.at), a.size + b.size, a.at, b.at] as const;
    const [a, b] = pairs.reduce((best, pair) => {
      const [old, own] = [rank(best), rank(pair)];
      const at = own.findIndex((value, i) => value !== old[i]);
      return own[at] < old[at] ? pair : best;
    });
    left[merge] = a.node;
    right[merge] = b.node;
    const gap = between(a.at, b.at);
    groups.splice(groups.indexOf(b), 1);
    for (const c of groups.filter((each) => each !== a)) {
      const [x, y] = [between(a.at, c.at), between(b.at, c.at)];
      const joined =
        linkage === 'average'
          ? (a.size * x + b.size * y) / (a.size + b.size)
          : ((a.weight + c.weight) * x + (b.weight + c.weight) * y - c.weight * gap) / (a.weight + b.weight + c.weight);
      distance[a.at * players + c.at] = distance[c.at * players + a.at] = joined;
      if (linked[b.at * players + c.at]) linked[a.at * players + c.at] = linked[c.at * players + a.at] = 1;
    }
    Object.assign(a, { node: players + merge, size: a.size + b.size, weight: a.weight + b.weight });
  }
  return { players, left, right };
}

describe('agglomerate', () => {
  const symmetric = (players: number, of: () => number): Float64Array => {
    const all = new Float64Array(players * players);
    for (let a = 0; a < players; a++) for (let b = 0; b < a; b++) all[a * players + b] = all[b * players + a] = of();
    return all;
  };

  it.each<[string, (players: number, draw: () => number) => Omit<Clustering, 'players'>]>([
    ['distances that differ', (n, draw) => ({ distances: symmetric(n, draw), linkage: 'average' })],
    [
      'distances of which many are equal',
      (n, draw) => ({
        distances: symmetric(n, () => Math.floor(3 * draw()) / 3),
        linkage: 'average',
      }),
    ],
    [
      'all but a few equal',
      (n, draw) => ({ distances: symmetric(n, () => (draw() < 0.05 ? draw() : 1)), linkage: 'average' }),
    ],
    [
      'weights',
      (n, draw) => ({
        distances: symmetric(n, () => Math.floor(4 * draw())),
        linkage: 'ward',
        weights: Array.from({ length: n }, () => 1 + Math.floor(3 * draw())),
      }),
    ],
    [
      'neighbours',
      (n, draw) => ({
        distances: symmetric(n, () => Math.floor(4 * draw())),
        linkage: 'ward',
        neighbours: Uint8Array.from(symmetric(n, () => (draw() < 0.1 ? 1 : 0))),
      }),
    ],
  ])('joins pair after pair in the order that is defined: %s', (_, make) => {
    for (let seed = 0; seed < 12; seed++) {
      const random = createRandom(seed);
      const players = 2 + 3 * seed;
      const clustering = { players, ...make(players, () => random.uniform()) };
      expect(agglomerate(clustering)).toEqual(byOrder(clustering));
    }
  });

  it.each([2, 5, 12, 30])('joins %i players as average linkage is defined', (players) => {
    for (let seed = 0; seed < 5; seed++) {
      const random = createRandom(seed);
      const distances = matrix(players, () => 0);
      for (let a = 0; a < players; a++)
        for (let b = 0; b < a; b++) distances[a * players + b] = distances[b * players + a] = random.uniform();
      expect(clusters(agglomerate({ players, distances, linkage: 'average' }))).toEqual(
        byDefinition(players, distances),
      );
    }
  });

  it('joins the clusters least apart', () => {
    const found = agglomerate({ players: 5, distances: points(0, 10, 1, 11.5, 30), linkage: 'average' });
    expect(clusters(found)).toEqual([
      [0, 2],
      [1, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('makes a balanced tree of players that are all as far apart', () => {
    const found = agglomerate({ players: 8, distances: matrix(8, () => 1), linkage: 'average' });
    expect(clusters(found)).toEqual(clusters(balancedHierarchy(8)));
  });

  it('makes no merges for one player or none', () => {
    for (const players of [0, 1]) {
      const found = agglomerate({ players, distances: new Float64Array(players), linkage: 'average' });
      expect(found).toMatchObject({ players, left: new Int32Array(0), right: new Int32Array(0) });
    }
  });

  it('finds by Ward the merge that adds least to the sum of squares, whatever the weights', () => {
    const at = [0, 1.1, 2.5, 7, 8.2, 20];
    const weights = [1, 5, 1, 2, 9, 1];
    const distances = matrix(6, (a, b) => ((at[a] - at[b]) ** 2 * weights[a] * weights[b]) / (weights[a] + weights[b]));
    const found = clusters(agglomerate({ players: 6, distances, linkage: 'ward', weights }));
    const squares = (group: number[]): number => {
      const total = group.reduce((sum, p) => sum + weights[p], 0);
      const mean = group.reduce((sum, p) => sum + weights[p] * at[p], 0) / total;
      return group.reduce((sum, p) => sum + weights[p] * (at[p] - mean) ** 2, 0);
    };
    let groups = at.map((_, p) => [p]);
    for (const merged of found) {
      const costs = groups.flatMap((a, i) =>
        groups.slice(0, i).map((b) => squares([...a, ...b]) - squares(a) - squares(b)),
      );
      const parts = groups.filter((group) => group.every((p) => merged.includes(p)));
      expect(parts).toHaveLength(2);
      expect(squares(merged) - squares(parts[0]) - squares(parts[1])).toBeCloseTo(Math.min(...costs), 10);
      groups = [...groups.filter((group) => !parts.includes(group)), merged];
    }
  });

  it('joins neighbours first, and clusters that do not touch last', () => {
    // 0–1–2 in a row and 3–4 apart; 0 and 2 are the most alike, as are 1 and 3.
    const neighbours = new Uint8Array(25);
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [3, 4],
    ])
      neighbours[5 * a + b] = neighbours[5 * b + a] = 1;
    const found = agglomerate({ players: 5, distances: points(0, 50, 1, 50.5, 200), linkage: 'average', neighbours });
    expect(clusters(found)).toEqual([
      [1, 2],
      [0, 1, 2],
      [3, 4],
      [0, 1, 2, 3, 4],
    ]);
  });
});

describe('prunedHierarchy', () => {
  it('keeps the shape of what is left', () => {
    // ((0 1) (2 3)) (4 5), without 0, 2 and 3.
    expect(clusters(prunedHierarchy(balancedHierarchy(6), [1, 4, 5]))).toEqual([
      [1, 2],
      [0, 1, 2],
    ]);
    expect(prunedHierarchy(balancedHierarchy(6), [0, 1, 2, 3, 4, 5])).toEqual(balancedHierarchy(6));
  });

  it('leaves one player or none', () => {
    for (const kept of [[], [4]]) {
      expect(prunedHierarchy(balancedHierarchy(6), kept)).toMatchObject({
        players: kept.length,
        left: new Int32Array(0),
      });
    }
  });
});

describe('regionsOf', () => {
  it('splits the part with the most players first', () => {
    const sizes = (tree: Hierarchy, count: number) => {
      const found = regionsOf(tree, count);
      return [...new Set(found)].map((region) => found.filter((each) => each === region).length).sort((a, b) => a - b);
    };
    expect(sizes(balancedHierarchy(16), 4)).toEqual([4, 4, 4, 4]);
    expect(sizes(balancedHierarchy(16), 6)).toEqual([2, 2, 2, 2, 4, 4]);
    expect(sizes(balancedHierarchy(3), 9)).toEqual([1, 1, 1]);
    expect(sizes(balancedHierarchy(1), 4)).toEqual([1]);
  });

  it('keeps together what is merged', () => {
    expect([...regionsOf(balancedHierarchy(6), 2)]).toEqual([0, 0, 0, 0, 1, 1]);
    // A chain: 0 and 1, then 2, then 3.
    const chain = { players: 4, left: Int32Array.of(0, 4, 5), right: Int32Array.of(1, 2, 3) };
    expect([...regionsOf(chain, 3)]).toEqual([0, 0, 1, 2]);
  });
});
