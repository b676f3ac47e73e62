import type { Tensor } from '@tensorflow/tfjs-core';
import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { checkOutputs } from '../bind/output.ts';
import type { InTurn } from '../in-turn.ts';
import type { BackendName, Binding } from '../model.ts';
import { createFeeder, type Feeder } from './feed.ts';
import type { Network } from './network.ts';
import type { Runtime } from './runtime.ts';

/**
 * Numbers in the rows of one call: enough that its operators cost more than calling them, few
 * enough for memory.
 */
const NUMBERS = { wasm: 2 ** 16, webgpu: 2 ** 21 } as const;
const MOST_ROWS = 512;
/** Places of a row of text that is as long as they come. */
const LONG_TEXT = 512;
/** Rows a GPU's call is padded to: shaders are compiled for each shape. */
const GPU_SIZES = [1, 8, 64, MOST_ROWS] as const;

/** Calls of a model: rows go in, answers come out. One call at a time, which the caller sees to. */
export interface RowCalls {
  /** K; 0 until the first call where neither the file nor the card says it. */
  readonly outputs: number;
  /** Most rows of a call. */
  readonly largest: number;
  /** Feeds rows of text as long as the rows last given to `predict` or `prepareFor`. */
  readonly feeder: Feeder;
  /** Prepares for rows of this many numbers, where texts may have any length. */
  prepareFor(width: number): void;
  predict(rows: Numbers, count: number): Promise<Float32Array>;
  /** Answers a row of zeros. */
  tryRow(): Promise<void>;
}

export interface RowCallsParts {
  readonly runtime: Runtime;
  readonly network: Network;
  readonly binding: Binding;
  readonly wanted: BackendName;
  readonly file: string;
  readonly mostRows?: number;
  readonly unlessLost: InTurn;
}

export function createRowCalls(parts: RowCallsParts): RowCalls {
  const { runtime, network, binding, wanted, file, mostRows = MOST_ROWS, unlessLost } = parts;
  const { tf, gpu } = runtime;
  const anyLength = binding.kind === 'text' && binding.tokens === null;
  let feeder = createFeeder(binding, tf, file);
  let outputs = binding.outputs;
  const most = Math.min(
    mostRows,
    MOST_ROWS,
    Math.max(1, Math.floor(NUMBERS[wanted] / (anyLength ? LONG_TEXT : feeder.width))),
  );
  const sizes: readonly number[] = gpu ? GPU_SIZES.filter((size) => size <= most) : [];
  const largest = binding.batch ?? sizes.at(-1) ?? most;
  const sizeOf = (rows: number): number => binding.batch ?? sizes.find((size) => size >= rows) ?? rows;

  /** Answers to rows [from, to). Whatever is made on the way is freed with the call. */
  const runRows = async (rows: Numbers, from: number, to: number): Promise<Float32Array> => {
    const size = sizeOf(to - from);
    const values = await unlessLost(async () =>
      read(await runtime.on(() => tf.tidy(() => network.answer(feeder.tensors(rows, from, to, size))))),
    );
    const found = values.length / size;
    if (outputs === 0) {
      checkOutputs(found, binding.output, file);
      outputs = found;
    }
    if (found !== outputs || !Number.isInteger(found)) {
      const text = message('model.outputValues', { found: values.length, rows: size });
      throw new OrielError('model-output', { output: binding.output, file, text });
    }
    return values.subarray(0, (to - from) * outputs);
  };

  const read = async (answer: Tensor): Promise<Float32Array> => {
    try {
      if (answer.shape.slice(2).some((side) => side !== 1)) {
        const text = message('model.outputShape', { shape: `[${answer.shape.join(', ')}]` });
        throw new OrielError('model-output', { output: binding.output, file, text });
      }
      return await runtime.read(answer);
    } finally {
      answer.dispose();
    }
  };

  const prepareFor = (width: number): void => {
    if (anyLength && feeder.width !== width) feeder = createFeeder(binding, tf, file, width);
  };

  return {
    get outputs() {
      return outputs;
    },
    largest,
    get feeder() {
      return feeder;
    },
    prepareFor,
    async predict(rows, count) {
      if (count > 0) prepareFor(rows.length / count);
      const values = new Float32Array(count * outputs);
      for (let from = 0; from < count; from += largest)
        values.set(await runRows(rows, from, Math.min(count, from + largest)), from * outputs);
      return values;
    },
    async tryRow() {
      await runRows(new Float32Array(feeder.width), 0, 1);
    },
  };
}
