import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { type InputPlan, plansOf } from '../bind/input-plan.ts';
import type { Binding, EmbeddingPath } from '../model.ts';
import type { Feeder } from './feed.ts';
import type { Network } from './network.ts';
import type { Tf } from './tf.ts';

type Named = Readonly<Record<string, Tensor>>;

/** Loads the derivatives of all operators. */
export async function loadGradients(tf: Tf): Promise<void> {
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  // The runtime's own gives each of several equal maxima the whole derivative, so that sums come
  // out too large; here they share it.
  tf.registerGradient({
    kernelName: 'Max',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc(slope, [x, most], attributes) {
      const axes = tf.util.parseAxisParam(
        (attributes as { reductionIndices?: number | number[] }).reductionIndices ?? [],
        x.shape,
      );
      const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const equal = tf.cast(tf.equal(x, tf.reshape(most, shape)), 'float32');
      const each = tf.div(tf.reshape(slope as Tensor, shape), tf.sum(equal, axes, true));
      return { x: () => tf.mul(equal, each) };
    },
  });
}

export type Gradients = ReturnType<typeof createGradients>;

/**
 * Derivatives of a network by its inputs' numbers, by its last convolution and by its embedding.
 * The caller tidies all tensors made.
 */
export function createGradients(tf: Tf, network: Network, feeder: Feeder, binding: Binding) {
  const plans = plansOf(binding);
  /** Column k of the answers, summed over rows: each row's derivative is its own. */
  const column = (answer: Tensor, k: number): Scalar =>
    tf.sum(tf.slice(tf.reshape(answer, [answer.shape[0] ?? 1, -1]), [0, k], [-1, 1]));

  return {
    /** For each selected output, its derivatives by each input tensor: selected × inputs. */
    byInput(rows: Numbers, from: number, to: number, selected: readonly number[]): Tensor[][] {
      if (plans.some(({ type }) => type !== 'float32')) throw refused(message('model.noDerivatives'));
      const inputs = feeder.tensors(rows, from, to, to - from);
      const given = plans.map(({ name }) => inputs[name]);
      const named = (tensors: readonly Tensor[]): Named =>
        Object.fromEntries(plans.map(({ name }, at) => [name, tensors[at]]));
      return selected.map((k) => tf.grads((...tensors: Tensor[]) => column(network.answer(named(tensors)), k))(given));
    },

    /**
     * The last convolution's maps of one row [1, height, width, channels], and the derivatives of
     * each selected output by them.
     */
    byConvolution(
      row: Numbers,
      selected: readonly number[],
    ): { readonly maps: Tensor; readonly derivatives: Tensor[] } {
      const { convolution } = network;
      if (!convolution) throw refused(message('model.noConvolution'));
      const inputs = feeder.tensors(row, 0, 1, 1);
      const maps = convolution.output(inputs);
      const derivatives = selected.map((k) =>
        tf.grad((at: Tensor) => column(convolution.answerFrom(inputs, at), k))(maps),
      );
      return { maps, derivatives };
    },

    /**
     * For each selected output, [places on the path, columns]: its derivatives by the token's
     * embedding there, times the way that embedding goes on the path.
     */
    byEmbedding({ rows, at }: EmbeddingPath, selected: readonly number[]): Tensor[] {
      const { embedding } = network;
      if (!embedding) throw refused(message('model.noDerivatives'));
      const [start, end] = [0, 1].map((row) => embedding.output(feeder.tensors(rows, row, row + 1, 1)));
      const way = tf.sub(end, start);
      const points = tf.add(start, tf.mul(way, tf.tensor(Float32Array.from(at), [at.length, 1, 1])));
      // The end's own tokens say how many there are and where there is none.
      const inputs = feeder.tensors(rows, 1, 2, at.length);
      const found = selected.map((k) => {
        const slopes = tf.grad((embedded: Tensor) => column(embedding.answerFrom(inputs, embedded), k))(points);
        return tf.sum(tf.mul(slopes, way), 2);
      });
      start.dispose();
      end.dispose();
      return found;
    },
  };
}

/**
 * Derivatives by input tensors, summed into the columns of the row: for each row its K answers,
 * then K × columns.
 */
export function inColumns(
  plans: readonly InputPlan[],
  answers: Float64Array,
  found: readonly (readonly Float32Array[])[],
  columns: number,
): Float64Array {
  const outputs = found.length;
  const count = answers.length / outputs;
  const width = outputs * (1 + columns);
  const all = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    all.set(answers.subarray(row * outputs, (row + 1) * outputs), row * width);
    for (const [k, tensors] of found.entries()) {
      const start = row * width + outputs + k * columns;
      for (const [i, { columns: own, width: taken }] of plans.entries()) {
        for (let c = 0; c < taken; c++) all[start + (own ? own[c] : c)] += tensors[i][row * taken + c];
      }
    }
  }
  return all;
}

/**
 * Grad-CAM: height and width, then for each output the maps weighted by the means of their
 * derivatives, with what is below 0 left out.
 */
export function gradCam(
  maps: Float32Array,
  derivatives: readonly Float32Array[],
  height: number,
  width: number,
): Float64Array {
  const channels = maps.length / (height * width);
  const cells = height * width;
  const all = new Float64Array(2 + derivatives.length * cells);
  all.set([height, width]);
  for (const [k, slope] of derivatives.entries()) {
    const weights = new Float64Array(channels);
    for (let i = 0; i < slope.length; i++) weights[i % channels] += slope[i] / cells;
    for (let cell = 0; cell < cells; cell++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += weights[channel] * maps[cell * channels + channel];
      all[2 + k * cells + cell] = Math.max(0, sum);
    }
  }
  return all;
}

const refused = (text: Message): OrielError => new OrielError('request-invalid', { text });
