import { gaussLegendre } from '../../../src/numerics/gauss-legendre.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { type Conjunction, conjunctionGame, eachPlayer, type TestGame } from './games.ts';

// Games of one output and many players whose interactions are known without enumeration.

/** How an interaction index weighs coalitions: all sizes alike, or those in the middle more. */
export type Index = 'shapley' | 'faithful';

export interface JointGame extends TestGame {
  /** What the players of a set of two or more do together. */
  together(index: Index, set: readonly number[]): number;
}

/** Exact for up to 64 players. */
const RULE = gaussLegendre(33);

/** The mean of `of` over the chance u at which each other player takes part. */
const overChances = (index: Index, of: (u: number) => number): number =>
  RULE.nodes.reduce((sum, u, q) => sum + RULE.weights[q] * (index === 'shapley' ? 1 : 6 * u * (1 - u)) * of(u), 0);

/** A sum of conjunctions; see `conjunctionGame`. */
export function jointConjunctions(players: number, terms: readonly Conjunction[]): JointGame {
  return {
    ...conjunctionGame(players, terms),
    together: (index, set) =>
      terms.reduce((sum, { worth, present, absent }) => {
        const barred = set.filter((p) => absent.includes(p)).length;
        const needed = set.filter((p) => present.includes(p)).length;
        if (barred + needed < set.length) return sum;
        const [a, b] = [present.length - needed, absent.length - barred];
        return sum + worth * (barred % 2 ? -1 : 1) * overChances(index, (u) => u ** a * (1 - u) ** b);
      }, 0),
  };
}

/**
 * The largest cost of those who take part: each step of the costs is worth paying unless all who
 * need it are absent.
 */
export function jointAirport(costs: readonly number[]): JointGame {
  const steps = [...new Set(costs)].sort((a, b) => a - b);
  const terms = steps.flatMap((cost, at): Conjunction[] => {
    const worth = cost - (steps[at - 1] ?? 0);
    const absent = [...costs.keys()].filter((p) => costs[p] >= cost);
    return [
      { worth, present: [], absent: [] },
      { worth: -worth, present: [], absent },
    ];
  });
  return jointConjunctions(costs.length, terms);
}

/** A function of a sum of whole-number weights. */
export interface Unit {
  readonly weights: readonly number[];
  readonly of: (sum: number) => number;
}

/** A sum of units, solved by counting coalitions by their sum. */
export function jointUnits(units: readonly Unit[]): JointGame {
  const players = units[0].weights.length;
  const found = units.map(() => new Map<string, number>());
  return {
    players,
    outputs: 1,
    value: (z) => [
      units.reduce((sum, { weights, of }) => sum + of(weights.reduce((all, w, p) => all + (z[p] ? w : 0), 0)), 0),
    ],
    together: (index, set) =>
      units.reduce((sum, unit, i) => {
        const own = set.map((p) => unit.weights[p]).sort((a, b) => a - b);
        if (own.includes(0)) return sum;
        const key = `${index} ${own}`;
        const value = found[i].get(key) ?? ofUnit(unit, index, set);
        found[i].set(key, value);
        return sum + value;
      }, 0),
  };
}

function ofUnit({ weights, of }: Unit, index: Index, set: readonly number[]): number {
  const low = weights.reduce((sum, w) => sum + Math.min(0, w), 0);
  const width = weights.reduce((sum, w) => sum + Math.abs(w), 0) + 1;
  const step = (sum: number, rest: readonly number[]): number =>
    rest.length === 0 ? of(sum) : step(sum + weights[rest[0]], rest.slice(1)) - step(sum, rest.slice(1));
  const steps = Float64Array.from({ length: width }, (_, at) => step(low + at, set));
  return overChances(index, (u) => {
    let chances = new Float64Array(width);
    chances[-low] = 1;
    weights.forEach((w, p) => {
      if (w === 0 || set.includes(p)) return;
      const next = chances.map((chance) => chance * (1 - u));
      for (let at = 0; at < width; at++) if (chances[at] > 0) next[at + w] += u * chances[at];
      chances = next;
    });
    return chances.reduce((sum, chance, at) => (chance > 0 ? sum + chance * steps[at] : sum), 0);
  });
}

/**
 * Singles and pairs alone, each pair with the given chance: both indices are the pairs'
 * coefficients.
 */
export function jointPairs(players: number, seed: number, chance = 1): JointGame {
  const random = createRandom(seed);
  const terms: Conjunction[] = eachPlayer(players, (p) => p).map((p) => ({
    worth: random.normal(),
    present: [p],
    absent: [],
  }));
  for (let j = 1; j < players; j++)
    for (let i = 0; i < j; i++)
      if (random.uniform() < chance) terms.push({ worth: random.normal(), present: [i, j], absent: [] });
  return jointConjunctions(players, terms);
}

/**
 * Random paths of up to `depth` players; early players are on more of them, as important features
 * are.
 */
export function jointForest(players: number, leaves: number, depth: number, seed: number): JointGame {
  const random = createRandom(seed);
  const terms = Array.from({ length: leaves }, (): Conjunction => {
    const members = new Set<number>();
    const size = 1 + random.integer(depth);
    while (members.size < size) members.add(Math.floor(players * random.uniform() * random.uniform()));
    const sides = [...members].map((player) => ({ player, side: random.uniform() < 0.5 }));
    const of = (own: boolean) => sides.filter(({ side }) => side === own).map(({ player }) => player);
    return { worth: random.normal(), present: of(true), absent: of(false) };
  });
  return jointConjunctions(players, terms);
}

/** A hidden layer of units over some of the players each. */
export function jointLayer(players: number, seed: number, of: (sum: number) => number): JointGame {
  const random = createRandom(seed);
  return jointUnits(
    Array.from({ length: 6 }, () => {
      const weights = eachPlayer(players, () => (random.uniform() < 0.4 ? 0 : random.integer(9) - 4));
      const [factor, bias] = [random.normal(), random.integer(13) - 6];
      return { weights, of: (sum) => factor * of(sum - bias) };
    }),
  );
}
