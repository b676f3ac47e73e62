import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSpare } from '../../../../src/engine/backends/spare.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EvaluatorApi } from '../../../../src/engine/protocol.ts';
import type { Connection } from '../../../../src/engine/workers/connection.ts';
import { graphMessage, modelFile, valueInfo } from '../../../support/onnx.ts';

/** Makes evaluators and remembers what becomes of them. */
function making() {
  const made: (Connection<EvaluatorApi> & { closed: number; loads: number; die(): void })[] = [];
  const spawn = () => {
    let die = () => {};
    const died = new Promise<Error>((resolve) => {
      die = () => resolve(new Error('it ended'));
    });
    const real = createEvaluator();
    const own = {
      api: { ...real, load: async () => void own.loads++ },
      ...{ died, die, closed: 0, loads: 0 },
      close: () => void own.closed++,
    };
    made.push(own);
    return own;
  };
  return { made, spawn };
}

describe('a spare evaluator', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('loads the runtime ahead, and is handed out where that answers', () => {
    const { made, spawn } = making();
    const spare = createSpare(spawn, 1000);
    spare.prepare();
    spare.prepare();
    expect(made.map(({ loads }) => loads)).toEqual([1]);
    expect(spare.spawn('native')).toBe(made[1]);
    expect(spare.spawn('wasm')).toBe(made[0]);
    expect(spare.spawn('wasm')).toBe(made[2]);
    vi.advanceTimersByTime(5000);
    expect(made.map(({ closed }) => closed)).toEqual([0, 0, 0]);
  });

  it('is closed where nobody wants it, or everything is closed', () => {
    const { made, spawn } = making();
    const spare = createSpare(spawn, 1000);
    spare.prepare();
    vi.advanceTimersByTime(999);
    expect(made[0].closed).toBe(0);
    vi.advanceTimersByTime(1);
    expect(made[0].closed).toBe(1);
    spare.prepare();
    spare.close();
    vi.advanceTimersByTime(5000);
    expect(made.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  it('is not handed out once it has ended', async () => {
    const { made, spawn } = making();
    const spare = createSpare(spawn, 1000);
    spare.prepare();
    made[0].die();
    await vi.advanceTimersByTimeAsync(0);
    expect(spare.spawn('wasm')).toBe(made[1]);
    // Connections are held until they are closed.
    expect(made.map(({ closed }) => closed)).toEqual([1, 0]);
  });

  it('may be one that somebody is done with; another is closed', () => {
    const { made, spawn } = making();
    const spare = createSpare(spawn, 1000);
    const [one, other] = [spare.spawn('wasm'), spare.spawn('wasm')];
    spare.giveBack(one);
    spare.giveBack(other);
    expect(made.map(({ closed }) => closed)).toEqual([0, 1]);
    expect(spare.spawn('wasm')).toBe(one);
  });

  it('is not kept any more once everything is closed for good', () => {
    const { made, spawn } = making();
    const spare = createSpare(spawn, 1000);
    const lent = spare.spawn('wasm');
    spare.clear();
    spare.prepare();
    spare.close();
    spare.prepare();
    spare.giveBack(lent);
    expect(made.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an engine that loads ahead', () => {
  const source = (name: string, bytes: Uint8Array) => ({ name, data: bytes.slice().buffer as ArrayBuffer });

  /** Two columns, handed through; how many outputs that makes shows only where it runs. */
  const columns = modelFile(
    graphMessage({
      nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
      inputs: [valueInfo('x', 'float32', ['N', 2])],
      outputs: [valueInfo('y', 'float32', ['N', 'K'])],
    }),
  );

  it('begins when the file of a model is open, and answers with what it has begun', async () => {
    const { made, spawn } = making();
    const engine = createEngine({ workers: 1, spawn, ahead: true });
    const model = await engine.openModel(source('a.onnx', columns));
    expect(made.map(({ loads }) => loads)).toEqual([1]);
    const table = await engine.openTable(source('a.csv', new TextEncoder().encode('a,b\n1,2\n3,4\n')));
    const { handle, outputs } = await engine.study({ model: model.handle, table: table.handle });
    expect(outputs).toHaveLength(2);
    expect((await engine.predict(handle, { kind: 'row', row: 1 })).values).toEqual([3, 4]);
    expect(made).toHaveLength(1);
    await engine.close();
    expect(made[0].closed).toBe(1);
  });

  it('leaves none behind when it is closed while a file is opened or something is explained', async () => {
    const { made, spawn } = making();
    const engine = createEngine({ workers: 1, spawn, ahead: true });
    const model = await engine.openModel(source('a.onnx', columns));
    const table = await engine.openTable(source('a.csv', new TextEncoder().encode('a,b\n1,2\n3,4\n')));
    const { handle } = await engine.study({ model: model.handle, table: table.handle });
    const opening = engine.openModel(source('b.onnx', columns));
    const explaining = engine.explain(
      'job',
      {
        study: handle,
        input: { kind: 'row', row: 0 },
        explainer: { name: 'auto' },
        outputs: 'all',
        seed: 0,
        budget: { samples: 8 },
      },
      () => {},
    );
    await engine.close();
    await Promise.allSettled([opening, explaining]);
    expect(made.map(({ closed }) => closed)).toEqual(made.map(() => 1));
    await expect(explaining).rejects.toMatchObject({ code: 'failure-closed' });
  });

  it('does not for models that onnxruntime does not answer, nor where evaluators are somebody else’s', async () => {
    const { made, spawn } = making();
    const booster = new TextEncoder().encode('tree\nversion=v3\n');
    const engine = createEngine({ workers: 1, spawn, ahead: true });
    await expect(engine.openModel(source('a.txt', booster))).rejects.toThrow();
    await createEngine({ workers: 1, spawn }).openModel(source('a.onnx', columns));
    expect(made).toHaveLength(0);
  });
});
