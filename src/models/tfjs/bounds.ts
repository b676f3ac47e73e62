// What a network makes while it runs is bounded before anything is allocated for it: a graph of a
// few bytes can ask for any amount of memory, by what its weights or the rows themselves say.

import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { MEGABYTE, mostOf, RUNTIME_MEGABYTES } from '../../limits.ts';
import { type KernelInputs, type KernelSettings, kernelSize } from './kernel-sizes.ts';
import type { Tf } from './tf.ts';

export interface Bounds {
  /** Bytes of the model's weights. */
  readonly weights: number;
  readonly file: string;
}

/** Bytes of a number, of any type but one. */
const BYTES = 4;

/** Refuses what an operator of the network that runs now would make. */
let refuse: (operator: string, numbers: number) => void = () => {};

/**
 * Runs a network on `rows` rows. Throws `model-unsupported` where an operator would make a tensor
 * that is too large for that many rows, and `failure-backend`, as where memory runs out, where all
 * tensors together would be, so that fewer rows are tried.
 */
export function bounded<T>(tf: Tf, { weights, file }: Bounds, rows: number, run: () => T): T {
  const engine = tf.engine();
  const { runKernel } = engine;
  const { least, perMegabyte, most } = RUNTIME_MEGABYTES;
  const megabytes = Math.min(most, Math.ceil(least + (perMegabyte * weights) / MEGABYTE));
  refuse = (operator, numbers) => {
    if (numbers > mostOf.tensorNumbers * Math.max(1, rows)) {
      const text = message('model.extent.made', { numbers, most: mostOf.tensorNumbers });
      throw new OrielError('model-unsupported', { file, operator, node: null, text });
    }
    if (tf.memory().numBytes + BYTES * numbers > megabytes * MEGABYTE) {
      const text = message('model.extent.memory', { most: megabytes });
      throw new OrielError('failure-backend', { backend: tf.getBackend(), text });
    }
  };
  engine.runKernel = (name, inputs, settings) => {
    refuse(name, kernelSize(name, inputs as KernelInputs, settings as KernelSettings));
    return runKernel.call(engine, name, inputs, settings) as never;
  };
  try {
    return run();
  } finally {
    engine.runKernel = runKernel;
    refuse = () => {};
  }
}

type Attributes = Readonly<Record<string, number | 'float32' | 'int32' | undefined>>;

/**
 * The operators of graphs that make a tensor of a shape by themselves, without asking a back end
 * for it, as the runtime has them but bounded. They stand for all graphs of this thread.
 */
export function boundCreators(tf: Tf, { registerOp }: typeof import('@tensorflow/tfjs-converter')): void {
  type Creator = (shape: number[], type: 'float32' | 'int32', attributes: Attributes) => ReturnType<Tf['zeros']>;
  const number = (value: Attributes[string], absent: number) => (value === undefined ? absent : Number(value));
  const creators: Readonly<Record<string, Creator>> = {
    Zeros: (shape, type) => tf.zeros(shape, type),
    Ones: (shape, type) => tf.ones(shape, type),
    RandomUniform: (shape, type, { minval, maxval }) =>
      tf.randomUniform(shape, number(minval, 0), number(maxval, 1), type),
    RandomUniformInt: (shape, _, { minval, maxval, seed }) =>
      tf.randomUniformInt(shape, number(minval, 0), number(maxval, 0), number(seed, 0)),
    RandomStandardNormal: (shape, type, { seed }) => tf.randomStandardNormal(shape, type, number(seed, 0)),
    TruncatedNormal: (shape, type, { means, stddev, seed }) =>
      tf.truncatedNormal(shape, number(means, 0), number(stddev, 1), type, number(seed, 0)),
  };
  for (const [name, create] of Object.entries(creators)) {
    registerOp(name, ({ inputs, attrs }) => {
      const shape = Array.from(inputs[0].dataSync());
      refuse(
        name,
        shape.reduce((product, side) => product * side, 1),
      );
      const attributes = attrs as Attributes;
      const type = attributes.dtype ?? attributes.T;
      return create(shape, type === 'int32' ? 'int32' : 'float32', attributes);
    });
  }
}
