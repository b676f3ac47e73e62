import { describe, expect, it } from 'vitest';
import { createAsking, MOST_REMEMBERED } from '../../../../src/engine/knowledge/asking.ts';
import { createKnowledge, type Knowledge } from '../../../../src/engine/knowledge/knowledge.ts';
import type { Pool, PreparedGame } from '../../../../src/engine/pool/pool.ts';
import { OrielError } from '../../../../src/errors.ts';
import { add, type Coalitions, coalitionsOf, has } from '../../../../src/games/coalitions.ts';

const PLAYERS = 40;
/** Each coalition has player 0 … 39 alone. */
function singles(...players: readonly number[]): Coalitions {
  const coalitions = coalitionsOf(PLAYERS, players.length);
  for (const [row, player] of players.entries()) add(coalitions, row, player);
  return coalitions;
}
const playerOf = (coalitions: Coalitions, row: number): number =>
  Array.from({ length: PLAYERS }, (_, player) => player).find((player) => has(coalitions, row, player)) ?? -1;

interface Faults {
  /** An output whose values are no numbers. */
  readonly broken?: number;
  /** What a value is worth beside its player and output: tells back ends apart. */
  readonly bias?: number;
  /** Answers so many coalitions and no more. */
  readonly most?: number;
}

/** A pool that answers with player + output / 100 in parts of two, and an engine's ask of it. */
function asking(knowledge: Knowledge, backend: Pool['backend'], outputs: number, faults: Faults = {}) {
  const asked: { players: number[]; outputs: readonly number[] }[] = [];
  const now = { backend };
  const { broken, bias = 0, most = Number.POSITIVE_INFINITY } = faults;
  const pool = {
    get backend() {
      return now.backend;
    },
    async value(game, coalitions, signal, answered) {
      const players = Array.from({ length: coalitions.count }, (_, row) => playerOf(coalitions, row));
      asked.push({ players, outputs: game.outputs });
      if (broken !== undefined && game.outputs.includes(broken))
        throw new OrielError('model-not-finite', { file: 'a.onnx' });
      const values = Float64Array.from(players.flatMap((p) => game.outputs.map((k) => p + k / 100 + bias)));
      const width = game.outputs.length;
      for (let from = 0; from < players.length && from < most; from += 2) {
        const to = Math.min(players.length, from + 2);
        answered?.(to - from, from, values.slice(from * width, to * width));
      }
      if (players.length > most) await new Promise((_, reject) => signal.addEventListener('abort', reject));
      return values;
    },
  } as Pick<Pool, 'backend' | 'value'> as Pool;
  const spent = { rows: 0, known: 0 };
  const memory = createAsking({
    pool,
    ready: { backend: backend === 'native' ? 'native' : backend === 'wasm' ? 'wasm' : 'webgpu' },
    knowledge,
    game: 'a game',
    spent,
    outputs,
    draws: true,
  });
  const value = (wanted: readonly number[], ...players: readonly number[]) => {
    const game = { masker: { kind: 'text' }, rowsPerCoalition: 3, outputs: wanted, space: 'output' };
    return memory.value(game as unknown as PreparedGame, singles(...players), new AbortController().signal);
  };
  return { value, asked, spent, now, memory };
}

describe('what is asked of a model', () => {
  it('is what is not known, in its order, with all outputs of a model that has few', async () => {
    const { value, asked, spent } = asking(createKnowledge(), 'wasm', 3);
    expect([...(await value([1], 5, 6, 7))]).toEqual([5.01, 6.01, 7.01]);
    expect([...(await value([2, 0], 9, 6, 8, 5))]).toEqual([9.02, 9, 6.02, 6, 8.02, 8, 5.02, 5]);
    expect(asked).toEqual([
      { players: [5, 6, 7], outputs: [0, 1, 2] },
      { players: [9, 8], outputs: [0, 1, 2] },
    ]);
    expect(spent.rows).toBe(15);
  });

  it('counts as known what was known before a job began, and not what the job learnt itself', async () => {
    const knowledge = createKnowledge();
    const first = asking(knowledge, 'wasm', 3);
    await first.value([1], 5, 6);
    await first.value([1], 6, 7);
    expect(first.spent).toEqual({ rows: 9, known: 0 });
    const second = asking(knowledge, 'wasm', 3);
    await second.value([1], 6, 8);
    await second.value([0], 8, 7);
    expect(second.spent).toEqual({ rows: 3, known: 6 });
  });

  it('is the outputs wanted alone where there are many', async () => {
    const { value, asked } = asking(createKnowledge(), 'wasm', MOST_REMEMBERED + 1);
    await value([4], 5, 6);
    await value([4], 6, 7);
    await value([5], 5);
    expect(asked).toEqual([
      { players: [5, 6], outputs: [4] },
      { players: [7], outputs: [4] },
      { players: [5], outputs: [5] },
    ]);
  });

  it('is never answered with another back end’s values', async () => {
    const knowledge = createKnowledge();
    const backends = ['wasm', 'webgpu', 'mixed', 'native'] as const;
    for (const [bias, backend] of backends.entries()) {
      const { value } = asking(knowledge, backend, 2, { bias });
      expect([...(await value([0], 3))]).toEqual([3 + bias]);
    }
    for (const [bias, backend] of backends.entries()) {
      const { value, asked } = asking(knowledge, backend, 2, { bias: 99 });
      expect([...(await value([0], 3))]).toEqual([3 + bias]);
      expect(asked).toEqual([]);
    }
  });

  it('is not remembered where the back end changed meanwhile', async () => {
    const knowledge = createKnowledge();
    const { value, asked, now } = asking(knowledge, 'webgpu', 2);
    now.backend = 'wasm';
    await value([0], 3);
    await value([0], 3);
    expect(asked.length).toBe(2);
    expect(knowledge.games('a game')).toEqual([]);
  });

  it('leaves out other outputs whose values are no numbers', async () => {
    const { value, asked } = asking(createKnowledge(), 'wasm', 3, { broken: 2 });
    expect([...(await value([1], 5))]).toEqual([5.01]);
    expect([...(await value([1], 5, 6))]).toEqual([5.01, 6.01]);
    await expect(value([2], 5)).rejects.toMatchObject({ code: 'model-not-finite' });
    expect(asked.map(({ outputs }) => outputs)).toEqual([[0, 1, 2], [1], [1], [2]]);
  });

  it('is remembered part by part, also where the whole never comes', async () => {
    const knowledge = createKnowledge();
    const cut = asking(knowledge, 'wasm', 1, { most: 4 });
    const stop = new AbortController();
    const game = { masker: { kind: 'text' }, rowsPerCoalition: 1, outputs: [0], space: 'output' };
    const whole = cut.memory.value(game as unknown as PreparedGame, singles(1, 2, 3, 4, 5, 6, 7), stop.signal);
    stop.abort();
    await expect(whole).rejects.toBeDefined();
    const { value, asked } = asking(knowledge, 'wasm', 1);
    await value([0], 1, 2, 3, 4, 5, 6, 7);
    expect(asked[0].players).toEqual([5, 6, 7]);
  });

  it('tells of what is known at once', async () => {
    const { value, memory } = asking(createKnowledge(), 'wasm', 1);
    await value([0], 1, 2, 3);
    const told: number[] = [];
    const game = { masker: { kind: 'text' }, rowsPerCoalition: 1, outputs: [0], space: 'output' };
    const { signal } = new AbortController();
    await memory.value(game as unknown as PreparedGame, singles(1, 2, 3, 4, 5, 6), signal, (n) => told.push(n));
    expect(told).toEqual([3, 2, 1]);
  });
});
