import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { layersModel, type Topology } from './layers.ts';
import type { ModelJson } from './manifest.ts';
import type { Tf } from './runtime.ts';

/** A layers or graph model with its weights on the back end. */
export interface Network {
  /** One output of the model for input tensors by name. */
  answer(inputs: Readonly<Record<string, Tensor>>): Tensor;
  dispose(): void;
}

/** Loads a model's layers or graph and its weights. Throws what the runtime throws. */
export async function loadNetwork(
  tf: Tf,
  json: ModelJson,
  topology: Topology,
  weights: Uint8Array,
  output: string,
  file: string,
): Promise<Network> {
  const handler = tf.io.fromMemory({
    ...json,
    modelTopology: withoutInitializers(json.modelTopology),
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as io.WeightsManifestEntry[],
    weightData: weights.slice().buffer as ArrayBuffer,
  } as io.ModelArtifacts);
  const inputs = topology.inputs.map(({ name }) => name);
  if (!layersModel(json.modelTopology)) {
    const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
    const graph = await loadGraphModel(handler);
    return {
      answer: (tensors) =>
        graph.execute(Object.fromEntries(inputs.map((name) => [name, tensors[name]])) as NamedTensorMap, output) as Tensor,
      dispose: () => graph.dispose(),
    };
  }
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const model = await loadLayersModel(handler);
  const place = topology.outputs.findIndex(({ name }) => name === output);
  if (place < 0) throw new Error(`there is no output "${output}" in ${file}`);
  return {
    answer(tensors) {
      const given = inputs.map((name) => tensors[name]);
      const answers = model.apply(given.length === 1 ? given[0] : given, { training: false });
      return (Array.isArray(answers) ? answers[place] : answers) as Tensor;
    },
    dispose: () => void model.dispose(),
  };
}

/** Weights are loaded over what initializers would draw: zeros cost nothing, and no random numbers are taken. */
function withoutInitializers<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutInitializers) as T;
  if (typeof value !== 'object' || value === null) return value;
  const zeros = { class_name: 'Zeros', config: {} };
  const entries = Object.entries(value).map(([key, inner]) => [key, key.endsWith('_initializer') ? zeros : withoutInitializers(inner)]);
  return Object.fromEntries(entries) as T;
}
