import { describe, expect, it, vi } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { createGpuTurns } from '../../../../src/engine/pool/gpu-turns.ts';
import { createPool } from '../../../../src/engine/pool/pool.ts';
import type { PoolOptions } from '../../../../src/engine/pool/replacement.ts';
import type { EvaluatorApi } from '../../../../src/engine/protocol.ts';
import type { Connection } from '../../../../src/engine/workers/connection.ts';
import { OrielError } from '../../../../src/errors.ts';
import { add, type Coalitions, coalitionsOf, has, sliceCoalitions } from '../../../../src/games/coalitions.ts';
import type { TabularGame } from '../../../../src/games/game.ts';
import type { AnswersBy } from '../../../../src/models/model.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const PLAYERS = 40;
const masker: TabularGame = {
  kind: 'tabular',
  players: PLAYERS,
  instance: new Float32Array(PLAYERS),
  background: { count: 1, columns: PLAYERS, data: new Float32Array(PLAYERS) },
  playerOf: Int32Array.from({ length: PLAYERS }, (_, player) => player),
};
const game = { masker, rowsPerCoalition: 100, outputs: [0, 1], space: 'output' as const };
const signal = new AbortController().signal;

/** Two outputs: the sum of the players' numbers, and their count. */
function valuesOf(coalitions: Coalitions): Float64Array {
  const values = new Float64Array(coalitions.count * 2);
  for (let row = 0; row < coalitions.count; row++) {
    for (let player = 0; player < PLAYERS; player++) {
      if (!has(coalitions, row, player)) continue;
      values[row * 2] += player;
      values[row * 2 + 1]++;
    }
  }
  return values;
}

/** A game whose instance begins with 1 has the opposite values. */
const signed = (sign: number) => (value: number) => sign * value;

const random = createRandom(5);
const coalitions = coalitionsOf(PLAYERS, 700);
for (let row = 0; row < 700; row++)
  for (let player = 0; player < PLAYERS; player++) if (random.uniform() < 0.5) add(coalitions, row, player);
const expected = valuesOf(coalitions);

type Fault = (call: {
  evaluator: number;
  chunk: number;
  backend: AnswersBy;
  rows: number;
}) => 'throw' | 'short' | 'die' | 'hang' | 'refuse' | 'skip' | null;

/**
 * A pool of evaluators that answer from the table above, except for the faults; `seen` counts what
 * they were asked.
 */
function poolWith(
  fault: Fault = () => null,
  options: Partial<PoolOptions> = {},
  milliseconds = 1,
  opening: (evaluator: number) => Promise<void> = async () => {},
) {
  const seen = {
    made: 0,
    closed: 0,
    chunks: [] as number[],
    rows: [] as number[],
    prepared: 0,
    notes: [] as string[],
    times: [] as (readonly [number, number])[],
  };
  const spawn = (): Connection<EvaluatorApi> => {
    const evaluator = seen.made++;
    let backend: AnswersBy = 'wasm';
    let most = 0;
    let chunk = 0;
    let sign = 1;
    let asked = 0;
    let unwanted = 0;
    let die: (reason: Error) => void = () => {};
    const died = new Promise<Error>((resolve) => {
      die = resolve;
    });
    const orDeath = <T>(work: Promise<T>): Promise<T> =>
      Promise.race([work, died.then((reason) => Promise.reject(reason))]);
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const turn = orDeath(last.then(work));
      last = turn.catch(() => {});
      return turn;
    };
    const api: EvaluatorApi = {
      load: async () => {},
      async open(model) {
        await opening(evaluator);
        backend = model.backend;
        most = Math.min(1024, model.mostRows ?? 1024);
        seen.rows.push(most);
        return { backend: 'wasm', adapter: null, runtime: 'table', outputs: 2, batchRows: most };
      },
      async prepare(given) {
        seen.prepared++;
        sign = given.kind === 'tabular' && given.instance[0] === 1 ? -1 : 1;
      },
      value: (coalitions) => {
        const own = ++asked;
        return inTurn(async () => {
          if (own <= unwanted) return { values: null, milliseconds: 0 };
          const what = fault({ evaluator, chunk: chunk++, backend, rows: most });
          if (what === 'skip') return { values: null, milliseconds: 0 };
          if (what === 'throw') throw new Error('broken');
          if (what === 'short') throw new RangeError('Array buffer allocation failed');
          if (what === 'refuse') throw new OrielError('model-not-finite', { file: 'm.onnx' });
          if (what === 'die') die(new Error('the worker ended'));
          if (what) return orDeath(new Promise(() => {}));
          seen.chunks.push(coalitions.count);
          const values = valuesOf(coalitions).map(signed(sign));
          const start = performance.now();
          await orDeath(new Promise((resolve) => setTimeout(resolve, milliseconds)));
          seen.times.push([start, performance.now()]);
          return { values, milliseconds };
        });
      },
      async predict() {
        return { values: new Float64Array(2), milliseconds };
      },
      derivatives: async () => ({ values: new Float64Array(1), milliseconds }),
      embeddingPath: async () => ({ values: new Float64Array(1), milliseconds }),
      heatMap: async () => new Float64Array(1),
      async prepareMethod() {
        seen.prepared++;
        return { base: new Float64Array(1), exact: true, note: null };
      },
      explainByMethod: (rows, count) =>
        inTurn(async () => {
          const what = fault({ evaluator, chunk: chunk++, backend, rows: most });
          if (what === 'die') die(new Error('the worker ended'));
          if (what) return orDeath(new Promise(() => {}));
          seen.chunks.push(count);
          return orDeath(
            new Promise((resolve) =>
              setTimeout(() => resolve({ values: Float64Array.from(rows, (x) => -x), milliseconds }), 1),
            ),
          );
        }),
      async skip() {
        unwanted = asked;
      },
      async destroyDevice() {},
      async end() {},
    };
    const close = () => {
      seen.closed++;
      die(new Error('the connection was closed'));
    };
    return { api, died, close };
  };
  const pool = createPool({
    model: {
      file: 'm.onnx',
      bytes: new Uint8Array(1),
      binding: { kind: 'tabular', inputs: [], batch: null, output: 'y', outputs: 2 },
    },
    backend: 'wasm',
    workers: 3,
    spawn,
    note: (message) => seen.notes.push(english.text(message)),
    ...options,
  });
  return { pool, seen };
}

describe('pool', () => {
  it('puts the answers of all evaluators together in order', async () => {
    const { pool, seen } = poolWith();
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(seen.made).toBe(3);
    expect(seen.prepared).toBe(3);
    expect(seen.chunks.length).toBeGreaterThan(3);
  });

  it('makes a game ready once, as often as it is played, and another one of the same input again', async () => {
    const { pool, seen } = poolWith(undefined, { workers: 1 });
    for (let times = 0; times < 3; times++) await pool.value({ ...game, outputs: [0, 1] }, coalitions, signal);
    expect(seen.prepared).toBe(1);
    await pool.value({ ...game, outputs: [1, 0] }, coalitions, signal);
    expect(seen.prepared).toBe(2);
    await pool.value({ ...game, outputs: [1, 0], space: 'logit' }, coalitions, signal);
    expect(seen.prepared).toBe(3);
    await pool.value({ ...game, outputs: [1, 0], space: 'logit', masker: { ...masker } }, coalitions, signal);
    expect(seen.prepared).toBe(4);
  });

  it('asks for more at a time where a call takes long whatever its rows', async () => {
    const { pool, seen } = poolWith(undefined, { workers: 1 }, 100);
    const large = { ...game, rowsPerCoalition: 1, masker: { ...masker, instance: new Float32Array(4096) } };
    expect(await pool.value(large, coalitions, signal)).toEqual(expected);
    expect(seen.chunks[0]).toBe(4);
    expect(seen.chunks.length).toBeLessThan(25);
  });

  it('asks for no more at a time of a model that takes its rows one by one', async () => {
    const binding = { kind: 'tabular', inputs: [], batch: null, output: 'y', outputs: 2 } as const;
    const model = { file: 'm.onnx', bytes: new Uint8Array(1), binding, mostRows: 1 };
    const { pool, seen } = poolWith(undefined, { workers: 1, model }, 100);
    const large = { ...game, rowsPerCoalition: 1, masker: { ...masker, instance: new Float32Array(4096) } };
    await pool.value(large, sliceCoalitions(coalitions, 0, 12), signal);
    expect(seen.chunks).toEqual([4, 4, 1, 1, 1, 1]);
  });

  it('counts every coalition answered once', async () => {
    const { pool } = poolWith(({ chunk }) => (chunk === 1 ? 'throw' : null));
    let answered = 0;
    await pool.value(game, coalitions, signal, (count) => {
      answered += count;
    });
    expect(answered).toBe(700);
  });

  it.each(['throw', 'die'] as const)(
    'replaces an evaluator whose call ends in "%s", and the answer is right',
    async (what) => {
      const { pool, seen } = poolWith(({ evaluator, chunk }) => (evaluator < 2 && chunk === 1 ? what : null));
      expect(await pool.value(game, coalitions, signal)).toEqual(expected);
      expect(seen.made).toBe(5);
      expect(seen.closed).toBe(2);
      expect(seen.notes.length).toBe(2);
    },
  );

  it('replaces an evaluator once when it dies with several asks out', async () => {
    const { pool, seen } = poolWith(({ evaluator, chunk }) => (evaluator === 0 && chunk === 4 ? 'die' : null));
    const answers = await Promise.all([1, 2, 3].map(() => pool.value(game, coalitions, signal)));
    for (const answer of answers) expect(answer).toEqual(expected);
    expect(seen.made).toBe(4);
    expect(seen.closed).toBe(1);
    expect(seen.prepared).toBe(4);
  });

  it('values two games side by side, each by its own masker', async () => {
    const { pool } = poolWith();
    const other = { ...game, masker: { ...masker, instance: new Float32Array(PLAYERS).fill(1) } };
    const answers = await Promise.all([game, other, game, other].map((each) => pool.value(each, coalitions, signal)));
    for (const [at, answer] of answers.entries()) expect(answer).toEqual(expected.map(signed(at % 2 === 0 ? 1 : -1)));
  });

  it('fails when every evaluator keeps failing', async () => {
    const { pool } = poolWith(() => 'throw');
    await expect(pool.value(game, coalitions, signal)).rejects.toMatchObject({ code: 'failure-workers' });
  });

  it('does not give up for lack of memory while there are fewer rows to ask for', async () => {
    const { pool } = poolWith(({ evaluator }) => (evaluator < 3 ? 'throw' : evaluator === 3 ? 'short' : null), {
      workers: 1,
    });
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
  });

  it("does not ask again for what is the model's fault", async () => {
    const { pool, seen } = poolWith(() => 'refuse');
    await expect(pool.value(game, coalitions, signal)).rejects.toMatchObject({ code: 'model-not-finite' });
    expect(seen.made).toBe(3);
  });

  it('leaves a GPU that keeps failing for the CPU', async () => {
    const { pool, seen } = poolWith(({ backend }) => (backend === 'webgpu' ? 'die' : null), { backend: 'webgpu' });
    expect(pool.backend).toBe('webgpu');
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(pool.backend).toBe('wasm');
    expect(seen.notes.at(-1)).toMatch(/CPU took over/);
  });

  it('lets a GPU and the CPU work together, and leaves a GPU that keeps failing', async () => {
    const used = new Set<AnswersBy>();
    const both = poolWith(
      ({ backend }) => {
        used.add(backend);
        return null;
      },
      { backend: 'mixed' },
    );
    expect(await both.pool.value(game, coalitions, signal)).toEqual(expected);
    expect(used).toEqual(new Set(['webgpu', 'wasm']));
    expect([both.pool.backend, both.seen.made]).toEqual(['mixed', 4]);
    const alone = poolWith(({ backend }) => (backend === 'webgpu' ? 'throw' : null), { backend: 'mixed' });
    expect(await alone.pool.value(game, coalitions, signal)).toEqual(expected);
    expect(await alone.pool.value(game, coalitions, signal)).toEqual(expected);
    expect(alone.pool.backend).toBe('wasm');
    expect(alone.seen.notes.at(-1)).toMatch(/CPU took over/);
  });

  it('asks for half as much at a time where memory runs out, and goes on so', async () => {
    const { pool, seen } = poolWith(({ rows }) => (rows > 16 ? 'short' : null));
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    // Each of the three is made once for each half, or for a later half if others failed before
    // it.
    expect(seen.rows.at(-1)).toBe(16);
    expect(new Set(seen.rows)).toEqual(new Set([1024, 512, 256, 128, 64, 32, 16]));
    expect(seen.notes.at(-1)).toMatch(/Array buffer allocation failed.*16 rows at a time/);
    const { made } = seen;
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(seen.made).toBe(made);
  });

  it('leaves a GPU that lacks the memory for one row, and gives up such a CPU', async () => {
    const gpu = poolWith(({ backend }) => (backend === 'webgpu' ? 'short' : null), { backend: 'webgpu' });
    expect(await gpu.pool.value(game, coalitions, signal)).toEqual(expected);
    expect(gpu.pool.backend).toBe('wasm');
    expect(gpu.seen.rows.slice(0, 11)).toEqual([1024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1]);
    expect(gpu.seen.rows.slice(11)).toEqual([1024, 1024, 1024]);
    const cpu = poolWith(() => 'short');
    await expect(cpu.pool.value(game, coalitions, signal)).rejects.toMatchObject({ code: 'failure-workers' });
  });

  it('gives up a hung call after ten seconds where speed is known, after a minute where it is not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (const [hung, seconds] of [
        [1, 10],
        [0, 60],
      ]) {
        const { pool, seen } = poolWith(({ evaluator, chunk }) => (evaluator === 0 && chunk === hung ? 'hang' : null));
        let settled = false;
        const answer = pool.value(game, coalitions, signal).finally(() => {
          settled = true;
        });
        await vi.advanceTimersByTimeAsync(1000 * seconds - 1000);
        expect(settled).toBe(false);
        await vi.advanceTimersByTimeAsync(2000);
        expect(settled).toBe(true);
        expect(await answer).toEqual(expected);
        expect(seen.made).toBe(4);
        expect(seen.notes.join()).toMatch(`no answer in ${seconds} s`);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops at once when cancelled or closed, also while a call hangs, and replaces what still hangs after a cancel', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let hang = true;
      const { pool, seen } = poolWith(() => (hang ? 'hang' : null));
      const stop = new AbortController();
      const call = pool.value(game, coalitions, stop.signal);
      setTimeout(() => stop.abort(), 5);
      const rejected = expect(call).rejects.toMatchObject({ code: 'failure-cancelled' });
      await vi.advanceTimersByTimeAsync(10);
      await rejected;
      hang = false;
      const next = pool.value(game, coalitions, signal);
      await vi.advanceTimersByTimeAsync(61_000);
      expect(await next).toEqual(expected);
      expect(seen.made).toBe(6);
      hang = true;
      const last = pool.value(game, coalitions, signal);
      setTimeout(() => pool.close(), 5);
      const closed = expect(last).rejects.toMatchObject({ code: 'failure-cancelled' });
      await vi.advanceTimersByTimeAsync(10);
      await closed;
    } finally {
      vi.useRealTimers();
    }
  });

  it('begins nothing that is no longer wanted', async () => {
    const binding = { kind: 'tabular', inputs: [], batch: null, output: 'y', outputs: 2 } as const;
    const model = { file: 'm.onnx', bytes: new Uint8Array(1), binding, mostRows: 1 };
    const { pool, seen } = poolWith(undefined, { workers: 1, model }, 100);
    const large = { ...game, rowsPerCoalition: 1, masker: { ...masker, instance: new Float32Array(4096) } };
    const stopped = new AbortController();
    const left = pool.value(large, sliceCoalitions(coalitions, 0, 12), stopped.signal);
    await vi.waitFor(() => expect(seen.chunks).toEqual([4]));
    stopped.abort();
    await expect(left).rejects.toMatchObject({ code: 'failure-cancelled' });
    expect(await pool.value(large, sliceCoalitions(coalitions, 12, 13), signal)).toEqual(expected.subarray(24, 26));
    expect(seen.chunks).toEqual([4, 1]);
  });

  it('asks again for what was skipped along with cancelled work', async () => {
    const { pool, seen } = poolWith(({ evaluator, chunk }) => (evaluator === 1 && chunk < 3 ? 'skip' : null));
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(seen).toMatchObject({ made: 3, closed: 0, notes: [] });
  });

  it('has all other work wait while one caller has it alone', async () => {
    const { pool } = poolWith();
    const own = new AbortController();
    const order: string[] = [];
    const before = pool.value(game, coalitions, signal).then(() => order.push('others'));
    await pool.alone(own.signal, async () => {
      await pool.value(game, coalitions, own.signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await pool.value(game, coalitions, own.signal);
      order.push('alone');
    });
    await before;
    expect(order).toEqual(['alone', 'others']);
    await expect(pool.alone(own.signal, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
  });

  it('answers the latest caller first, and the work of one caller in the order of asking', async () => {
    const { pool } = poolWith(undefined, { workers: 2 }, 2);
    const ended: string[] = [];
    const first = new AbortController().signal;
    const ask = (name: string, asker: AbortSignal) => pool.value(game, coalitions, asker).then(() => ended.push(name));
    await Promise.all([ask('a', first), ask('b', first), ask('c', signal)]);
    expect(ended).toEqual(['c', 'a', 'b']);
  });

  it('has the first evaluator open the model alone, then the others', async () => {
    let open = (): void => {};
    const later = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { pool, seen } = poolWith(undefined, {}, 1, (evaluator) => (evaluator === 0 ? later : Promise.resolve()));
    await new Promise((resolve) => setTimeout(resolve));
    expect(seen.made).toBe(1);
    open();
    await pool.ready();
    await vi.waitFor(() => expect(seen.made).toBe(3));
    pool.close();
    expect(seen.closed).toBe(3);
  });

  it('opens no more evaluators once it is closed', async () => {
    let open = (): void => {};
    const later = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { pool, seen } = poolWith(undefined, {}, 1, () => later);
    pool.close();
    open();
    await new Promise((resolve) => setTimeout(resolve));
    expect(seen).toMatchObject({ made: 1, closed: 1 });
  });

  it('does not wait for evaluators that have not opened the model while others have, and uses them once they have', async () => {
    let open = (): void => {};
    const later = new Promise<void>((resolve) => {
      open = resolve;
    });
    const used = new Set<number>();
    const note: Fault = ({ evaluator }) => {
      used.add(evaluator);
      return null;
    };
    const { pool } = poolWith(note, {}, 1, (evaluator) => (evaluator === 0 ? Promise.resolve() : later));
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(used).toEqual(new Set([0]));
    open();
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(used).toEqual(new Set([0, 1, 2]));
  });

  it('does without evaluators that cannot open the model, and says so', async () => {
    const noMemory = (evaluator: number) =>
      evaluator === 0 ? Promise.resolve() : Promise.reject(new Error('no memory'));
    const { pool, seen } = poolWith(undefined, {}, 1, noMemory);
    await vi.waitFor(() => expect(seen.closed).toBe(2));
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(seen.made).toBe(3);
    expect(seen.notes).toEqual([0, 1].map(() => expect.stringMatching(/could not open the model \(no memory\)/)));
  });

  it('has the CPU work alone where both were to work together and the GPU cannot open the model', async () => {
    const opening = (evaluator: number) =>
      evaluator === 0 ? Promise.reject(new Error('no adapter')) : Promise.resolve();
    const { pool, seen } = poolWith(undefined, { backend: 'mixed', workers: 2 }, 1, opening);
    await vi.waitFor(() => expect(pool.backend).toBe('wasm'));
    expect(await pool.value(game, coalitions, signal)).toEqual(expected);
    expect(seen).toMatchObject({ made: 3, closed: 1, notes: [expect.stringMatching(/GPU failed \(no adapter\)/)] });
  });

  it('takes turns with other models at the GPU, each after the calls of the other', async () => {
    const gpu = createGpuTurns();
    const binding = { kind: 'tabular', inputs: [], batch: null, output: 'y', outputs: 2 } as const;
    const model = { file: 'm.onnx', bytes: new Uint8Array(1), binding, mostRows: 1 };
    const large = { ...game, rowsPerCoalition: 1, masker: { ...masker, instance: new Float32Array(4096) } };
    const pools = [0, 1].map(() => poolWith(undefined, { backend: 'webgpu', gpu, model }, 40));
    const some = sliceCoalitions(coalitions, 0, 40);
    const answers = await Promise.all(pools.map(({ pool }) => pool.value(large, some, signal)));
    for (const values of answers) expect(values).toEqual(expected.subarray(0, 80));
    const calls = pools
      .flatMap(({ seen }, who) => seen.times.map(([start, end]) => ({ who, start, end })))
      .sort((a, b) => a.start - b.start);
    const changes = calls.filter(({ who }, at) => at > 0 && calls[at - 1].who !== who).length;
    expect(changes).toBeGreaterThan(2);
    expect(calls.length).toBeGreaterThan(3 * changes);
    for (const [at, { who, start }] of calls.entries())
      for (const other of calls.slice(0, at)) if (other.who !== who) expect(other.end).toBeLessThanOrEqual(start);
  });

  it('leaves the GPU to another model when it is closed with calls out', async () => {
    const gpu = createGpuTurns();
    const closed = poolWith(() => 'hang', { backend: 'webgpu', gpu });
    const left = closed.pool.value(game, coalitions, signal);
    await vi.waitFor(() => expect(closed.seen.prepared).toBe(1));
    const { pool, seen } = poolWith(undefined, { backend: 'webgpu', gpu });
    const answer = pool.value(game, coalitions, signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.chunks).toEqual([]);
    closed.pool.close();
    await expect(left).rejects.toMatchObject({ code: 'failure-cancelled' });
    expect(await answer).toEqual(expected);
  });

  it('keeps an evaluator busy while another one is slow', async () => {
    let slow = false;
    const { pool } = poolWith(({ evaluator }) => (evaluator === 0 && slow ? 'hang' : null), { workers: 2 }, 40);
    for (let times = 0; times < 2; times++) await pool.value(game, coalitions, signal); // both have opened, and their speed is known
    slow = true;
    const stop = new AbortController();
    let answered = 0;
    const count = (more: number): void => {
      answered += more;
    };
    const asks = [1, 2, 3].map(() => pool.value(game, coalitions, stop.signal, count));
    // The slow one holds two chunks of some 40 ms, 160 coalitions or so each, not a part of each
    // ask.
    await vi.waitFor(() => expect(answered).toBeGreaterThan(1500));
    stop.abort();
    await Promise.allSettled(asks);
    pool.close();
  });
});

describe('rows explained by a method', () => {
  const count = 500;
  const rows = Float32Array.from({ length: 2 * count }, (_, i) => i);
  const method = {
    name: 'tree-shap',
    options: {},
    seed: 0,
    selected: [0],
    space: 'output',
    players: 1,
    playerOf: Int32Array.of(0, 0),
  } as const;
  const spec = { ...method, background: { count: 0, columns: 2, data: new Float32Array(0) } };
  const negated = Float64Array.from(rows, (x) => -x);

  it('are split over the evaluators and come back in their order; each is prepared once', async () => {
    const { pool, seen } = poolWith(undefined, { workers: 2 });
    await pool.prepare(spec);
    expect(await pool.explain(spec, { count, columns: 2, data: rows }, 2, new AbortController().signal)).toEqual(
      negated,
    );
    expect(await pool.explain(spec, { count, columns: 2, data: rows }, 2, new AbortController().signal)).toEqual(
      negated,
    );
    expect(seen.prepared).toBe(2);
    expect(Math.max(...seen.chunks.slice(0, 2))).toBe(8);
    pool.close();
  });

  it('are asked again of another evaluator, which is prepared first, when one dies', async () => {
    const { pool, seen } = poolWith(({ evaluator, chunk }) => (evaluator === 0 && chunk === 1 ? 'die' : null), {
      workers: 1,
    });
    expect(await pool.explain(spec, { count, columns: 2, data: rows }, 2, new AbortController().signal)).toEqual(
      negated,
    );
    expect(seen).toMatchObject({ made: 2, prepared: 2 });
    pool.close();
  });
});
