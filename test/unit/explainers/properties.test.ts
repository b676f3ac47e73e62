import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { contextOf, drive } from '../support/drive.ts';
import { type AtHand, explainers } from '../support/explainers.ts';
import type { TestGame } from '../support/games.ts';

/**
 * When a property holds to rounding: for every budget; once every coalition is known; or not at
 * all, because the method answers another question.
 */
type When = 'always' | 'enumerated' | 'never';
interface Promises {
  /** base + Σ values = prediction. */
  readonly efficiency: When;
  /** Players that can be exchanged without changing the game get the same. */
  readonly symmetry: When;
  /** A player that adds the same to every coalition gets that, and one that adds nothing gets 0. */
  readonly dummy: When;
  /** The values of a·v + b·w are a times those of v plus b times those of w, at the same seed. */
  readonly linearity: When;
}

/** What the Shapley estimators promise. A new one must say so here. */
const table: Readonly<Record<string, Promises>> = {
  exact: { efficiency: 'always', symmetry: 'always', dummy: 'always', linearity: 'always' },
  // A regression whose weights do not look at values is linear in them. Which coalitions were drawn
  // treats players differently.
  'kernel-shap': { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'always' },
  // Its lengths and noise are fitted to the values, so that the sum of two games is smoothed
  // otherwise than each.
  'gp-shap': { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'enumerated' },
  // As gp-shap, which plays few players.
  'bifurcation-shap': { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'enumerated' },
  // Its proxies are fitted to the values; trees are not linear in them.
  'regression-msr': { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'enumerated' },
  // A player that adds the same everywhere does so in each order; two alike stand in different
  // places of the orders drawn.
  'permutation-shap': { efficiency: 'always', symmetry: 'enumerated', dummy: 'always', linearity: 'always' },
  // Draws are allotted, and the sum is settled, by the values' spread; a steady player takes part
  // in the settling.
  'sampling-shap': { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'enumerated' },
  // Its values are those of gp-shap.
  interactions: { efficiency: 'always', symmetry: 'enumerated', dummy: 'enumerated', linearity: 'enumerated' },
  // Owen values of a hierarchy: players alike to the game may stand in different branches. Branches
  // are chosen by their effect.
  'partition-shap': { efficiency: 'always', symmetry: 'never', dummy: 'enumerated', linearity: 'enumerated' },
};

interface Case {
  readonly players: number;
  readonly outputs: number;
  readonly seed: number;
  /** A budget that leaves some coalitions out. */
  readonly samples: number;
  /** Two tables of values, 2^players × outputs each. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Two players, a < b. */
  readonly pair: readonly [number, number];
  readonly scales: readonly [number, number];
}

const hundredths = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100);
const cases: fc.Arbitrary<Case> = fc
  .record({ players: fc.integer({ min: 2, max: 7 }), outputs: fc.integer({ min: 1, max: 2 }), seed: fc.nat() })
  .chain(({ players, outputs, seed }) => {
    const values = fc.array(hundredths, { minLength: outputs * 2 ** players, maxLength: outputs * 2 ** players });
    return fc.record({
      players: fc.constant(players),
      outputs: fc.constant(outputs),
      seed: fc.constant(seed),
      samples: fc.integer({ min: 2 * players + 4, max: 2 * players + 40 }),
      first: values,
      second: values,
      pair: fc
        .tuple(fc.integer({ min: 0, max: players - 1 }), fc.integer({ min: 1, max: players - 1 }))
        .map(([a, step]): [number, number] => [Math.min(a, (a + step) % players), Math.max(a, (a + step) % players)]),
      scales: fc.tuple(hundredths, hundredths),
    });
  });

/** The game whose value of a coalition with bit mask `mask` is `of(mask, output)`. */
const gameOf = ({ players, outputs }: Case, of: (mask: number, k: number) => number): TestGame => ({
  players,
  outputs,
  value(present) {
    let mask = 0;
    for (let p = 0; p < players; p++) if (present[p]) mask |= 1 << p;
    return Array.from({ length: outputs }, (_, k) => of(mask, k));
  },
});
const tabled = (given: Case, values: readonly number[]): TestGame =>
  gameOf(given, (mask, k) => values[mask * given.outputs + k]);

const exchanged = (mask: number, a: number, b: number): number =>
  ((mask >> a) ^ (mask >> b)) & 1 ? mask ^ (1 << a) ^ (1 << b) : mask;

// What a property must hold to, relative to values of about 10: rounding, and room for badly
// conditioned regressions.
const TOLERANCE = 1e-7;
const near = (found: number, wanted: number): void => expect(Math.abs(found - wanted)).toBeLessThan(TOLERANCE);

function holds(
  description: AtHand,
  when: When,
  check: (given: Case, explain: (game: TestGame) => Attribution) => void,
): void {
  fc.assert(
    fc.property(cases, (given) => {
      const samples = when === 'always' ? given.samples : Number.POSITIVE_INFINITY;
      check(given, (game) =>
        drive(description.create(contextOf(game, { samples, seed: given.seed }), readOptions(description)), game),
      );
    }),
    { seed: 20, numRuns: 40 },
  );
}

// Those that read a model's structure have no game to be asked: test/unit/explainers/trees holds
// them to brute force.
describe.each(explainers.filter(({ family, structural }) => family === 'shap' && !structural))(
  '$name',
  (description) => {
    const promises = table[description.name];
    it('says what it promises', () =>
      expect(promises, `a row for ${description.name} in the table of this file`).toBeDefined());
    if (!promises) return;
    const promised =
      (name: keyof Promises) =>
      (title: string, test: () => void): void => {
        if (promises[name] !== 'never') it(title, test);
      };

    promised('efficiency')(`efficiency (${promises.efficiency})`, () =>
      holds(description, promises.efficiency, (given, explain) => {
        const { base, prediction, values, additive } = explain(tabled(given, given.first));
        expect(additive).toBe(true);
        for (let k = 0; k < given.outputs; k++) {
          let sum = base[k];
          for (let p = 0; p < given.players; p++) sum += values[k * given.players + p];
          expect(base[k]).toBe(given.first[k]);
          expect(Math.abs(sum - prediction[k])).toBeLessThan(1e-11);
          expect(prediction[k]).toBe(given.first[given.first.length - given.outputs + k]);
        }
      }),
    );

    promised('symmetry')(`symmetry (${promises.symmetry})`, () =>
      holds(description, promises.symmetry, (given, explain) => {
        const [a, b] = given.pair;
        const { values } = explain(
          gameOf(
            given,
            (mask, k) => given.first[mask * given.outputs + k] + given.first[exchanged(mask, a, b) * given.outputs + k],
          ),
        );
        for (let k = 0; k < given.outputs; k++) near(values[k * given.players + a], values[k * given.players + b]);
      }),
    );

    promised('dummy')(`dummy (${promises.dummy})`, () =>
      holds(description, promises.dummy, (given, explain) => {
        const [player] = given.pair;
        const [worth] = given.scales;
        for (const own of [0, worth]) {
          const { values } = explain(
            gameOf(
              given,
              (mask, k) => given.first[(mask & ~(1 << player)) * given.outputs + k] + own * ((mask >> player) & 1),
            ),
          );
          for (let k = 0; k < given.outputs; k++) near(values[k * given.players + player], own);
        }
      }),
    );

    promised('linearity')(`linearity (${promises.linearity})`, () =>
      holds(description, promises.linearity, (given, explain) => {
        const [a, b] = given.scales;
        const both = explain(
          tabled(
            given,
            given.first.map((v, i) => a * v + b * given.second[i]),
          ),
        ).values;
        const first = explain(tabled(given, given.first)).values;
        const second = explain(tabled(given, given.second)).values;
        both.forEach((value, i) => {
          near(value, a * first[i] + b * second[i]);
        });
      }),
    );
  },
);
