import { describe, expect, it } from 'vitest';
import {
  firstImpression,
  type ImpressionOptions,
  isCoarsePossible,
} from '../../../../src/engine/jobs/first-impression.ts';
import type { PreparedGame } from '../../../../src/engine/pool/pool.ts';
import { explainerNamed } from '../../../../src/explainers/index.ts';
import { type Coalitions, has, sizeOf } from '../../../../src/games/coalitions.ts';
import type { Space } from '../../../../src/games/game.ts';
import { contextOf } from '../../support/drive.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const PLAYERS = 48;
const context = contextOf({ players: PLAYERS, outputs: 1 }, { input: { kind: 'image' } });

/** A game in which the player 5 is worth 10 and all others 1 each, and each call takes its time. */
function slowGame(cost: number, more: { known?: boolean; space?: Space } = {}) {
  const clock = fakeClock();
  const asked: number[] = [];
  const worth = (coalitions: Coalitions, row: number) => sizeOf(coalitions, row) + (has(coalitions, row, 5) ? 9 : 0);
  const options: ImpressionOptions = {
    context,
    pool: {
      milliseconds: (rows) => (more.known ? rows * cost : null),
      async value(_, coalitions) {
        asked.push(coalitions.count);
        clock.pass(coalitions.count * cost);
        return Float64Array.from({ length: coalitions.count }, (_each, row) => worth(coalitions, row));
      },
    },
    // Only the pool looks further into the game.
    game: { rowsPerCoalition: 1, space: more.space ?? 'output' } as PreparedGame,
    answer: Float64Array.of(PLAYERS + 9),
    halt: new Promise(() => {}),
    rest: async () => {},
    now: clock.now,
  };
  return { clock, asked, options };
}

describe('firstImpression', () => {
  it('shows where a slow model looks after a handful of calls', async () => {
    const { asked, options, clock } = slowGame(200);
    const impression = await firstImpression(options);
    expect(asked).toEqual([1, 6]);
    expect(clock.now()).toBeLessThan(2000);
    expect(impression?.rows).toBe(7);
    const { values, base, prediction, standardErrors } = impression?.found ?? expect.fail('nothing was found');
    expect([base[0], prediction[0]]).toEqual([0, PLAYERS + 9]);
    // The player's region stands out, it is smaller than a third, and all of it is in doubt.
    const strongest = Math.max(...values);
    const region = [...values.keys()].filter((player) => values[player] === strongest);
    expect(region).toContain(5);
    expect(region.length).toBeLessThan(PLAYERS / 3);
    expect(standardErrors?.[5]).toBeGreaterThan(values[5]);
  });

  it('takes fewer regions the slower the model is, but never too few', async () => {
    const asked = async (cost: number) => {
      const game = slowGame(cost, { known: true });
      await firstImpression(game.options);
      return game.asked;
    };
    expect(await asked(250)).toEqual([1, 5]);
    expect(await asked(2000)).toEqual([1, 4]);
  });

  it('asks nothing where the model is known to be fast, and stops where it turns out to be', async () => {
    for (const [known, asked] of [
      [true, []],
      [false, [1]],
    ] as const) {
      const game = slowGame(30, { known });
      expect(await firstImpression(game.options)).toBeNull();
      expect(game.asked).toEqual(asked);
    }
  });

  it('asks for both ends where the answer has other units', async () => {
    const { asked, options } = slowGame(300, { space: 'logit' });
    const impression = await firstImpression({ ...options, answer: Float64Array.of(0.5) });
    expect(asked).toEqual([2, 4]);
    expect(impression?.found.prediction[0]).toBe(PLAYERS + 9);
    expect(impression?.rows).toBe(6);
  });

  it('is left when the explanation is halted', async () => {
    const { options } = slowGame(300);
    let aborted = false;
    const impression = firstImpression({
      ...options,
      pool: {
        milliseconds: () => null,
        value: (_, _coalitions, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              aborted = true;
              reject(new Error('aborted'));
            });
          }),
      },
      halt: Promise.resolve('cancelled'),
    });
    expect(await impression).toBeNull();
    expect(aborted).toBe(true);
  });

  it('hands on what the evaluators throw', async () => {
    const { options } = slowGame(300);
    const pool = { milliseconds: () => null, value: () => Promise.reject(new Error('broken')) };
    await expect(firstImpression({ ...options, pool })).rejects.toThrow('broken');
  });
});

describe('isCoarsePossible', () => {
  const gp = explainerNamed('gp-shap');

  it('takes pictures of many segments, and explainers whose values mean the same', () => {
    expect(isCoarsePossible(context, gp, null)).toBe(true);
    expect(isCoarsePossible(context, explainerNamed('kernel-shap'), null)).toBe(true);
    for (const name of ['lime', 'rise', 'occlusion', 'grad-cam', 'tree-shap'])
      expect(isCoarsePossible(context, explainerNamed(name), null)).toBe(false);
    expect(isCoarsePossible({ ...context, players: 12 }, gp, null)).toBe(false);
    expect(isCoarsePossible({ ...context, samples: 48 }, gp, null)).toBe(false);
    expect(isCoarsePossible({ ...context, input: { kind: 'text' } }, gp, null)).toBe(false);
  });

  it('takes no limited time that it would use up', () => {
    expect(isCoarsePossible(context, gp, { left: () => 3000 })).toBe(false);
    expect(isCoarsePossible(context, gp, { left: () => 60_000 })).toBe(true);
  });
});
