import { createRandom } from '../../../src/numerics/random.ts';

/** A game for tests: present[p] is 1 where player p takes part; K values. */
export interface TestGame {
  readonly players: number;
  readonly outputs: number;
  value(present: Uint8Array): ArrayLike<number>;
}

/** A game whose Shapley values are known without enumeration, K × players. */
export interface SolvedGame extends TestGame {
  readonly shapley: Float64Array;
}

const solved = (players: number, value: (present: Uint8Array) => number, shapley: Float64Array): SolvedGame => ({
  players,
  outputs: 1,
  value: (present) => [value(present)],
  shapley,
});

/** A number for each player. */
export const eachPlayer = (players: number, of: (player: number) => number): number[] =>
  Array.from({ length: players }, (_, player) => of(player));

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** A game whose coalitions all have the same values. */
export const constantGame = (players: number, ...values: readonly number[]): TestGame => ({
  players,
  outputs: values.length,
  value: () => values,
});

/** v(S) = constant + sum of the weights of S. */
export const linearGame = (weights: readonly number[], constant = 0): SolvedGame =>
  solved(
    weights.length,
    (z) => weights.reduce((sum, w, p) => sum + (z[p] ? w : 0), constant),
    Float64Array.from(weights),
  );

/**
 * One term of `conjunctionGame`: `worth` where all of `present` take part and none of `absent`
 * does.
 */
export interface Conjunction {
  readonly worth: number;
  readonly present: readonly number[];
  readonly absent: readonly number[];
}

/**
 * A sum of conjunctions, as a forest of decision trees is; without `absent`, a sum of unanimity
 * games. A term with a present and b absent players gives each present one worth (a − 1)! b! / (a +
 * b)!, each absent one −worth a! (b − 1)! / (a + b)!.
 */
export function conjunctionGame(players: number, terms: readonly Conjunction[]): SolvedGame {
  const shapley = new Float64Array(players);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  for (const { worth, present, absent } of terms) {
    const [a, b] = [present.length, absent.length];
    for (const p of present) shapley[p] += (worth * factorial(a - 1) * factorial(b)) / factorial(a + b);
    for (const p of absent) shapley[p] -= (worth * factorial(a) * factorial(b - 1)) / factorial(a + b);
  }
  const value = (z: Uint8Array): number => {
    let sum = 0;
    for (const { worth, present, absent } of terms)
      if (present.every((p) => z[p]) && !absent.some((p) => z[p])) sum += worth;
    return sum;
  };
  return solved(players, value, shapley);
}

/**
 * Random conjunctions of up to `depth` players each; early players are in more of them, as
 * important features are.
 */
export function forestGame(players: number, terms: number, depth: number, seed: number): SolvedGame {
  const random = createRandom(seed);
  return conjunctionGame(
    players,
    Array.from({ length: terms }, () => {
      const members = new Set<number>();
      const size = 1 + random.integer(depth);
      while (members.size < size) members.add(Math.floor(players * random.uniform() * random.uniform()));
      const sides = [...members].map((player) => ({ player, present: random.uniform() < 0.5 }));
      const of = (side: boolean) => sides.filter(({ present }) => present === side).map(({ player }) => player);
      return { worth: random.normal(), present: of(true), absent: of(false) };
    }),
  );
}

/**
 * The airport game: v(S) = the largest cost in S; with costs ascending, each step is shared by all
 * who need it.
 */
export function airportGame(costs: readonly number[]): SolvedGame {
  const order = costs.map((_, p) => p).sort((a, b) => costs[a] - costs[b]);
  const shapley = new Float64Array(costs.length);
  let share = 0;
  let before = 0;
  order.forEach((p, rank) => {
    share += (costs[p] - before) / (costs.length - rank);
    before = costs[p];
    shapley[p] = share;
  });
  return solved(costs.length, (z) => costs.reduce((most, cost, p) => (z[p] ? Math.max(most, cost) : most), 0), shapley);
}

/**
 * v(S) = f(sum of the weights of S) for whole-number weights: weighted voting where f is a
 * threshold, a neuron where it is smooth. Solved by counting coalitions by size and sum.
 */
export function sumGame(weights: readonly number[], f: (sum: number) => number): SolvedGame {
  const m = weights.length;
  const low = weights.reduce((sum, w) => sum + Math.min(0, w), 0);
  const width = weights.reduce((sum, w) => sum + Math.abs(w), 0) + 1;
  const shapley = Float64Array.from(weights, (own, p) => {
    // share[s · width + t]: the part of all coalitions of s others, that is of sum low + t.
    let share = new Float64Array(m * width);
    share[-low] = 1;
    let seen = 0;
    weights.forEach((w, other) => {
      if (other === p) return;
      seen += 1;
      const next = new Float64Array(m * width);
      for (let s = 0; s <= seen; s++) {
        for (let t = 0; t < width; t++) {
          const from = s > 0 && t - w >= 0 && t - w < width ? share[(s - 1) * width + t - w] : 0;
          next[s * width + t] = (share[s * width + t] * (seen - s)) / seen + (from * s) / seen;
        }
      }
      share = next;
    });
    let sum = 0;
    for (let s = 0; s < m; s++)
      for (let t = 0; t < width; t++) {
        const part = share[s * width + t];
        if (part > 0) sum += (part / m) * (f(low + t + own) - f(low + t));
      }
    return sum;
  });
  return solved(m, (z) => f(weights.reduce((sum, w, p) => sum + (z[p] ? w : 0), 0)), shapley);
}

/** A random number for every coalition and output: as far from additive as a game can be. */
export function tableGame(players: number, outputs: number, seed: number): TestGame {
  const random = createRandom(seed);
  const table = Float64Array.from({ length: outputs * 2 ** players }, random.normal);
  return {
    players,
    outputs,
    value(z) {
      let mask = 0;
      for (let p = 0; p < players; p++) if (z[p]) mask += 2 ** p;
      return table.subarray(mask * outputs, (mask + 1) * outputs);
    },
  };
}

/** Several games of one output as one game of several. */
export const joinedGame = (games: readonly SolvedGame[]): SolvedGame => ({
  players: games[0].players,
  outputs: games.length,
  value: (z) => games.map((game) => game.value(z)[0]),
  shapley: Float64Array.from(games.flatMap((game) => [...game.shapley])),
});

/**
 * Shapley values by the definition: the mean contribution over all orders of the players. For up to
 * about 8 players.
 */
export function byOrders(game: TestGame): Float64Array {
  const values = new Float64Array(game.outputs * game.players);
  let orders = 0;
  const present = new Uint8Array(game.players);
  const walk = (contributions: readonly { player: number; gain: Float64Array }[], before: ArrayLike<number>): void => {
    if (contributions.length === game.players) {
      orders += 1;
      for (const { player, gain } of contributions)
        gain.forEach((g, k) => {
          values[k * game.players + player] += g;
        });
      return;
    }
    for (let player = 0; player < game.players; player++) {
      if (present[player]) continue;
      present[player] = 1;
      const after = Array.from(game.value(present));
      walk([...contributions, { player, gain: Float64Array.from(after, (v, k) => v - before[k]) }], after);
      present[player] = 0;
    }
  };
  walk([], Array.from(game.value(present)));
  return values.map((v) => v / orders);
}

/**
 * Shapley values by the sum over coalitions, with factorials; written apart from the explainers.
 * For up to about 16 players.
 */
export function byCoalitions({ players, outputs, value }: TestGame): Float64Array {
  const present = new Uint8Array(players);
  const table = new Float64Array(outputs * 2 ** players);
  for (let mask = 0; mask < 2 ** players; mask++) {
    for (let p = 0; p < players; p++) present[p] = (mask >> p) & 1;
    table.set(Array.from(value(present)), mask * outputs);
  }
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const values = new Float64Array(outputs * players);
  for (let mask = 0; mask < 2 ** players; mask++) {
    let size = 0;
    for (let p = 0; p < players; p++) size += (mask >> p) & 1;
    for (let p = 0; p < players; p++) {
      const member = ((mask >> p) & 1) === 1;
      const weight = member
        ? (factorial(size - 1) * factorial(players - size)) / factorial(players)
        : (-factorial(size) * factorial(players - size - 1)) / factorial(players);
      for (let k = 0; k < outputs; k++) values[k * players + p] += weight * table[mask * outputs + k];
    }
  }
  return values;
}
