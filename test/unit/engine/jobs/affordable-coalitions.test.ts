import { describe, expect, it } from 'vitest';
import { affordableCoalitions, affordableSoFar } from '../../../../src/engine/jobs/affordable-coalitions.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import type { PreparedGame } from '../../../../src/engine/pool/pool.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const ROWS = 100;
// Only the pool looks into the game.
const game = {} as PreparedGame;

/** How many coalitions fit; `cost` is that of a call by its rows, and whether it is the first. */
async function fits(
  limit: number,
  cost: (rows: number, first: boolean) => number,
  known: (rows: number) => number | null = () => null,
) {
  const clock = fakeClock();
  const asked: number[] = [];
  let rows = 0;
  const found = await affordableCoalitions({
    time: limitedTime(limit, 0, clock),
    subject: { players: new Array<string>(8).fill(''), rowsPerCoalition: ROWS },
    pool: {
      milliseconds: known,
      async value(_, { count }) {
        clock.pass(cost(count * ROWS, asked.length === 0));
        asked.push(count);
        return new Float64Array(count);
      },
    },
    game,
    used: (more) => {
      rows += more;
    },
  });
  expect(rows).toBe(asked.reduce((sum, count) => sum + count * ROWS, 0));
  return { found, asked };
}

describe('affordableCoalitions', () => {
  it('does not take a cold first call for the price of all', async () => {
    const { found, asked } = await fits(5000, (rows, first) => (first ? 400 : 0.01 * rows));
    expect(asked.length).toBeGreaterThan(1);
    // A coalition takes 1 ms: half of what is left is 2,200 of them.
    expect(found).toBeGreaterThan(2000);
  });

  it('does not wait for a call that outlasts the time', async () => {
    const clock = fakeClock();
    const finding = affordableCoalitions({
      time: limitedTime(1000, 0, clock),
      subject: { players: new Array<string>(8).fill(''), rowsPerCoalition: ROWS },
      pool: { milliseconds: () => null, value: () => new Promise(() => {}) },
      game,
      used: () => {},
    });
    clock.pass(1000);
    expect(await finding).toBe(0);
  });

  it('asks nothing where the cost is known', async () => {
    const { found, asked } = await fits(
      1000,
      () => 0,
      (rows) => 0.01 * rows,
    );
    expect(asked).toEqual([]);
    // Half of the second, but for the 10 ms that finishing takes.
    expect(found).toBe(495);
  });

  it('does not spend the time on measuring', async () => {
    const { found, asked } = await fits(1000, () => 600);
    expect(asked).toEqual([2]);
    expect(found).toBe(0);
  });
});

describe('affordableSoFar', () => {
  const soFar = (spent: number, milliseconds: (rows: number) => number | null): number => {
    const clock = fakeClock();
    clock.pass(spent);
    const subject = { players: new Array<string>(8).fill(''), rowsPerCoalition: ROWS };
    return affordableSoFar({ time: limitedTime(1000, 0, clock), subject, pool: { milliseconds } });
  };

  it('is what half of the time left buys at the price of the largest call that has one', () => {
    const known = (rows: number) => (rows <= 16 * ROWS ? 2 + 0.005 * rows : null);
    // Sixteen coalitions take 10 ms.
    expect(soFar(0, known)).toBe(Math.floor((990 / 2) * 1.6));
    expect(soFar(490, known)).toBe(Math.floor((500 / 2) * 1.6));
    expect(soFar(1200, known)).toBe(0);
  });

  it('is without end while calls have no price, or cost nothing', () => {
    expect(soFar(0, () => null)).toBe(Number.POSITIVE_INFINITY);
    expect(soFar(0, () => 0)).toBeGreaterThan(1e9);
  });
});
