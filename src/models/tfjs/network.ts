import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { CONVOLUTION } from './differentiable.ts';
import { graphNodes } from './graph.ts';
import { layersModel, type Topology } from './layers.ts';
import type { ModelJson } from './manifest.ts';
import type { Tf } from './runtime.ts';

/** A layers or graph model with its weights on the back end. */
export interface Network {
  /** One output of the model for input tensors by name. */
  answer(inputs: Readonly<Record<string, Tensor>>): Tensor;
  /**
   * The last convolution: what it gives for inputs, to be disposed of, and the output that follows from it where `after` puts something in its place.
   * null where there is none.
   */
  readonly convolution: {
    maps(inputs: Readonly<Record<string, Tensor>>): Tensor;
    after(inputs: Readonly<Record<string, Tensor>>, maps: Tensor): Tensor;
  } | null;
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
    const given = (tensors: Readonly<Record<string, Tensor>>): NamedTensorMap =>
      Object.fromEntries(inputs.map((name) => [name, tensors[name]])) as NamedTensorMap;
    const last = graphNodes(json.modelTopology)?.findLast(({ op }) => CONVOLUTION.test(op));
    return {
      answer: (tensors) => graph.execute(given(tensors), output) as Tensor,
      convolution: last
        ? {
            maps: (tensors) => graph.execute(given(tensors), last.name) as Tensor,
            // A graph may be entered anywhere.
            after: (_, maps) => graph.execute({ [last.name]: maps } as NamedTensorMap, output) as Tensor,
          }
        : null,
      dispose: () => graph.dispose(),
    };
  }
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const model = await loadLayersModel(handler);
  const place = topology.outputs.findIndex(({ name }) => name === output);
  if (place < 0) throw new Error(`there is no output "${output}" in ${file}`);
  const answer = (tensors: Readonly<Record<string, Tensor>>): Tensor => {
    const given = inputs.map((name) => tensors[name]);
    const answers = model.apply(given.length === 1 ? given[0] : given, { training: false });
    return (Array.isArray(answers) ? answers[place] : answers) as Tensor;
  };
  const last = flat(model.layers).findLast((layer) => CONVOLUTION.test(layer.getClassName()));
  return {
    answer,
    convolution: last ? convolutionOf(tf, last, answer) : null,
    dispose: () => void model.dispose(),
  };
}

/** Layers with those of models inside. */
const flat = (all: readonly tfl.layers.Layer[]): tfl.layers.Layer[] =>
  all.flatMap((layer) => ('layers' in layer ? flat((layer as unknown as tfl.LayersModel).layers) : [layer]));

/** The output of a layer of the network, seen and replaced as the network runs. */
function convolutionOf(tf: Tf, layer: tfl.layers.Layer, answer: Network['answer']): NonNullable<Network['convolution']> {
  const call = layer.call.bind(layer);
  const running = (inputs: Readonly<Record<string, Tensor>>, put: (maps: Tensor) => Tensor): Tensor => {
    layer.call = (given, options) => {
      const maps = call(given, options);
      return put((Array.isArray(maps) ? maps[0] : maps) as Tensor);
    };
    try {
      return answer(inputs);
    } finally {
      layer.call = call;
    }
  };
  return {
    maps(inputs) {
      let seen: Tensor | null = null;
      running(inputs, (maps) => {
        // A layer's call tidies up what it made: whoever asked for the maps disposes of them.
        seen = tf.keep(tf.clone(maps));
        return maps;
      });
      return seen as unknown as Tensor;
    },
    // The network disposes of what its layers have used.
    after: (inputs, maps) => running(inputs, () => tf.clone(maps)),
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
