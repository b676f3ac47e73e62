import { describe, expect, it } from 'vitest';
import {
  add,
  addAll,
  addComplement,
  coalitionsOf,
  concatCoalitions,
  has,
  readMembers,
  sizeOf,
  sliceCoalitions,
  wordsFor,
} from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';

const membersOf = (c: ReturnType<typeof coalitionsOf>, row: number): number[] =>
  Array.from({ length: c.players }, (_, p) => p).filter((p) => has(c, row, p));

/** Random coalitions and, beside them, the same as sets. */
function drawn(players: number, count: number) {
  const random = createRandom(players);
  const coalitions = coalitionsOf(players, count);
  const sets = Array.from({ length: count }, (_, row) => {
    const members = Array.from({ length: players }, (_, p) => p).filter(() => random.uniform() < 0.4);
    for (const player of members) add(coalitions, row, player);
    return members;
  });
  return { coalitions, sets };
}

describe('coalitions', () => {
  it('need a word for 32 players', () => {
    expect([0, 1, 31, 32, 33, 64, 65, 200].map(wordsFor)).toEqual([1, 1, 1, 1, 2, 2, 3, 7]);
  });

  it.each([1, 5, 31, 32, 33, 63, 64, 65, 96, 200])('hold %i players', (players) => {
    const { coalitions, sets } = drawn(players, 20);
    sets.forEach((members, row) => {
      expect(membersOf(coalitions, row)).toEqual(members);
      expect(sizeOf(coalitions, row)).toBe(members.length);
    });
  });

  it.each([1, 31, 32, 33, 64, 200])('have complements among %i players without bits past the last', (players) => {
    const { coalitions, sets } = drawn(players, 8);
    const others = coalitionsOf(players, 8);
    for (let row = 0; row < 8; row++) {
      addComplement(others, row, coalitions, row);
      expect(sizeOf(others, row)).toBe(players - sets[row].length);
      for (const player of sets[row]) expect(has(others, row, player)).toBe(false);
    }
  });

  it.each([1, 32, 33, 200])('can be full (%i players)', (players) => {
    const coalitions = coalitionsOf(players, 2);
    addAll(coalitions, 1);
    expect([sizeOf(coalitions, 0), sizeOf(coalitions, 1)]).toEqual([0, players]);
  });

  it('name their players in order, row by row', () => {
    const random = createRandom(5);
    for (const players of [1, 31, 32, 33, 100]) {
      const coalitions = coalitionsOf(players, 8);
      for (let row = 0; row < 8; row++)
        for (let p = 0; p < players; p++) if (random.uniform() < row / 7) add(coalitions, row, p);
      for (let row = 0; row < 8; row++) {
        const members = new Int32Array(players + 2);
        const present = Array.from({ length: players }, (_, p) => p).filter((p) => has(coalitions, row, p));
        expect(readMembers(coalitions, row, members, 1)).toBe(1 + present.length);
        expect([...members.subarray(1, 1 + present.length)]).toEqual(present);
      }
    }
  });

  it('are cut and joined by rows, in copies', () => {
    const { coalitions } = drawn(70, 10);
    const parts = [
      sliceCoalitions(coalitions, 0, 3),
      sliceCoalitions(coalitions, 3, 3),
      sliceCoalitions(coalitions, 3, 10),
    ];
    expect(parts.map((part) => part.count)).toEqual([3, 0, 7]);
    expect(concatCoalitions(parts)).toEqual(coalitions);
    add(parts[0], 0, 69);
    parts[2].bits.fill(0);
    expect(coalitions).toEqual(drawn(70, 10).coalitions);
  });
});
