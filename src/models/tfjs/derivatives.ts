import type { Tensor } from '@tensorflow/tfjs-core';
import { plansOf } from '../bind/input-plan.ts';
import type { InTurn } from '../in-turn.ts';
import type { Binding, Model } from '../model.ts';
import { createGradients, type Gradients, gradCam, inColumns, loadGradients } from './gradients.ts';
import type { Network } from './network.ts';
import type { RowCalls } from './row-calls.ts';
import type { Runtime } from './runtime.ts';
import { lacksKernel } from './runtime-errors.ts';

export interface DerivativesParts {
  readonly runtime: Runtime;
  readonly network: Network;
  readonly binding: Binding;
  readonly calls: RowCalls;
  readonly unlessLost: InTurn;
}

/** What a model gives beside its answers. One call at a time, which the caller sees to. */
export type Derivatives = Required<Pick<Model, 'derivatives' | 'heatMap' | 'embeddingPath'>>;

export function createDerivatives({ runtime, network, binding, calls, unlessLost }: DerivativesParts): Derivatives {
  const { tf, gpu } = runtime;
  const plans = plansOf(binding);
  // What a failed derivation made stays behind: it is tried once.
  let onPlainBackend = false;

  /** Reads the tensors that `work` makes; in plain JavaScript where WASM lacks an operator. */
  const derived = async (work: (gradients: Gradients) => Tensor[]) => {
    await loadGradients(tf);
    const gradients = createGradients(tf, network, calls.feeder, binding);
    const run = () =>
      unlessLost(async () => {
        const tensors = await runtime.on(() => tf.tidy(() => work(gradients)));
        try {
          return await Promise.all(
            tensors.map(async (tensor) => ({ data: await runtime.read(tensor), shape: tensor.shape })),
          );
        } finally {
          for (const tensor of tensors) tensor.dispose();
        }
      });
    if (onPlainBackend) return runtime.onCpu(run);
    return run().catch((error: unknown) => {
      if (gpu || !lacksKernel(error)) throw error;
      onPlainBackend = true;
      return runtime.onCpu(run);
    });
  };

  return {
    async derivatives(rows, count, selected) {
      const answers = new Float64Array(count * selected.length);
      const width = rows.length / count;
      for (let row = 0; row < count; row++) {
        const own = await calls.predict(rows.subarray(row * width, (row + 1) * width), 1);
        for (const [at, k] of selected.entries()) answers[row * selected.length + at] = own[k];
      }
      const found = await derived((gradients) => gradients.byInput(rows, 0, count, selected).flat());
      const inputs = plans.length;
      const byOutput = selected.map((_, k) => found.slice(k * inputs, (k + 1) * inputs).map(({ data }) => data));
      return inColumns(plans, answers, byOutput, width);
    },

    async heatMap(row, selected) {
      const [maps, ...derivatives] = await derived((gradients) => {
        const by = gradients.byConvolution(row, selected);
        return [by.maps, ...by.derivatives];
      });
      const data = derivatives.map((each) => each.data);
      return gradCam(maps.data, data, maps.shape[1] ?? 1, maps.shape[2] ?? 1);
    },

    async embeddingPath(path, selected) {
      const [count, columns] = [path.at.length, path.rows.length / 2];
      calls.prepareFor(columns);
      const found = await derived((gradients) => gradients.byEmbedding(path, selected));
      const all = new Float64Array(count * selected.length * columns);
      for (const [k, { data }] of found.entries()) {
        for (let step = 0; step < count; step++)
          all.set(data.subarray(step * columns, (step + 1) * columns), (step * selected.length + k) * columns);
      }
      return all;
    },
  };
}
