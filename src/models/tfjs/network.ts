import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { boundCreators, bounded } from './bounds.ts';
import { CONVOLUTION } from './differentiable.ts';
import { graphNodes } from './graph.ts';
import { checkGiven } from './layer-checks.ts';
import { layersModel, type Topology } from './layers.ts';
import type { ModelJson } from './manifest.ts';
import type { Tf } from './tf.ts';

type Named = Readonly<Record<string, Tensor>>;

/** A layer within a network. */
export interface InnerLayer {
  /** What it gives for inputs. The caller disposes of it. */
  output(inputs: Named): Tensor;
  /** The network's answer if the layer gave `instead`. */
  answerFrom(inputs: Named, instead: Tensor): Tensor;
}

/** A layers or graph model with its weights on the back end. */
export interface Network {
  /** One output of the model for input tensors by name. */
  answer(inputs: Named): Tensor;
  /** The last convolution of pictures; null where there is none. */
  readonly convolution: InnerLayer | null;
  /** The first embedding of a layers model; null where there is none. */
  readonly embedding: InnerLayer | null;
  dispose(): void;
}

export interface NetworkParts {
  readonly json: ModelJson;
  readonly topology: Topology;
  readonly weights: Uint8Array;
  /** The output to answer with. */
  readonly output: string;
  readonly file: string;
}

/** Loads a model's layers or graph and its weights. Throws what the runtime throws. */
export async function loadNetwork(tf: Tf, { json, topology, weights, output, file }: NetworkParts): Promise<Network> {
  const handler = tf.io.fromMemory({
    ...json,
    modelTopology: withoutInitializers(json.modelTopology),
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as io.WeightsManifestEntry[],
    weightData: weights.slice().buffer as ArrayBuffer,
  } as io.ModelArtifacts);
  const inputs = topology.inputs.map(({ name }) => name);
  const bounds = { weights: weights.length, file };
  /** Runs within bounds; all inputs have the rows of the first. */
  const within = (tensors: Named, run: () => Tensor): Tensor =>
    bounded(tf, bounds, tensors[inputs[0]]?.shape[0] ?? 1, run);
  if (!layersModel(json.modelTopology)) {
    const converter = await import('@tensorflow/tfjs-converter');
    boundCreators(tf, converter);
    const graph = await converter.loadGraphModel(handler);
    const execute = (tensors: Named, name: string) =>
      within(tensors, () => graph.execute(given(tensors), name) as Tensor);
    const given = (tensors: Named): NamedTensorMap =>
      Object.fromEntries(inputs.map((name) => [name, tensors[name]])) as NamedTensorMap;
    const last = graphNodes(json.modelTopology)?.findLast(({ op }) => CONVOLUTION.test(op));
    return {
      answer: (tensors) => execute(tensors, output),
      convolution: last
        ? {
            output: (tensors) => execute(tensors, last.name),
            // A graph may be entered anywhere.
            answerFrom: (inputs, instead) =>
              within(inputs, () => graph.execute({ [last.name]: instead } as NamedTensorMap, output) as Tensor),
          }
        : null,
      embedding: null,
      dispose: () => graph.dispose(),
    };
  }
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const model = await loadLayersModel(handler);
  const place = topology.outputs.findIndex(({ name }) => name === output);
  if (place < 0) throw new Error(`there is no output "${output}" in ${file}`);
  const answer = (tensors: Named): Tensor => {
    const given = inputs.map((name) => tensors[name]);
    return within(tensors, () => {
      const answers = model.apply(given.length === 1 ? given[0] : given, { training: false });
      return (Array.isArray(answers) ? answers[place] : answers) as Tensor;
    });
  };
  const all = flat(model.layers);
  checkGiven(all, file);
  const last = all.findLast((layer) => CONVOLUTION.test(layer.getClassName()));
  const first = all.find((layer) => layer.getClassName() === 'Embedding');
  return {
    answer,
    convolution: last ? innerLayer(tf, last, answer) : null,
    embedding: first ? innerLayer(tf, first, answer) : null,
    dispose: () => void model.dispose(),
  };
}

/** Layers with those of models inside. */
const flat = (all: readonly tfl.layers.Layer[]): tfl.layers.Layer[] =>
  all.flatMap((layer) => ('layers' in layer ? flat((layer as unknown as tfl.LayersModel).layers) : [layer]));

/** A layer's output, read and replaced as the network runs. */
function innerLayer(tf: Tf, layer: tfl.layers.Layer, answer: Network['answer']): InnerLayer {
  const call = layer.call.bind(layer);
  const running = (inputs: Named, put: (given: Tensor) => Tensor): Tensor => {
    layer.call = (given, options) => {
      const found = call(given, options);
      return put((Array.isArray(found) ? found[0] : found) as Tensor);
    };
    try {
      return answer(inputs);
    } finally {
      layer.call = call;
    }
  };
  return {
    output(inputs) {
      let output: Tensor | null = null;
      running(inputs, (found) => {
        // A layer's call tidies up whatever it made.
        output = tf.keep(tf.clone(found));
        return found;
      });
      return output as unknown as Tensor;
    },
    // The network disposes of what its layers have used.
    answerFrom: (inputs, instead) => running(inputs, () => tf.clone(instead)),
  };
}

/**
 * Weights replace what initializers draw, so zeros do for them: they cost nothing and take no
 * random numbers.
 */
function withoutInitializers<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutInitializers) as T;
  if (typeof value !== 'object' || value === null) return value;
  const zeros = { class_name: 'Zeros', config: {} };
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key.endsWith('_initializer') ? zeros : withoutInitializers(inner),
  ]);
  return Object.fromEntries(entries) as T;
}
