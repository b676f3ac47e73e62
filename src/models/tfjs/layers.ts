import { ownOf } from '../../data/named.ts';
import type { ElementType, TensorShape } from '../model.ts';

// A layers model is a tree of layers as Keras describes it: here its inputs, outputs and layers are
// read, without the runtime.

interface Layer {
  readonly class_name: string;
  readonly config: LayerConfig;
  readonly name?: string;
}
interface LayerConfig {
  readonly name?: string;
  readonly units?: number;
  readonly dtype?: string;
  readonly batch_input_shape?: readonly (number | null)[];
  readonly layers?: readonly Layer[];
  readonly input_layers?: readonly (readonly unknown[])[];
  readonly output_layers?: readonly (readonly unknown[])[];
  readonly layer?: Layer;
}

/** Layers that leave the number of columns as it is. */
const PASSING = new Set([
  'Activation',
  'Softmax',
  'Dropout',
  'BatchNormalization',
  'LeakyReLU',
  'ReLU',
  'ELU',
  'ThresholdedReLU',
]);
const TYPES: Readonly<Record<string, ElementType>> = { int32: 'int32', bool: 'bool', string: 'string' };

export interface Topology {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** Classes of its layers, or operators of its graph. */
  readonly operators: readonly string[];
}

/** The model within model.json's topology; null where it holds none. */
export function layersModel(topology: Readonly<Record<string, unknown>>): Layer | null {
  const model = (topology.model_config ?? topology) as Partial<Layer>;
  return typeof model.class_name === 'string' && typeof model.config === 'object' && model.config !== null
    ? (model as Layer)
    : null;
}

/** Layers of a model: a sequential model may list them directly. */
const layersOf = ({ config }: Layer): readonly Layer[] =>
  Array.isArray(config) ? (config as Layer[]) : (config.layers ?? []);
const nameOf = ({ name, config }: Layer): string => config.name ?? name ?? '';

/**
 * Inputs, outputs and layers of a layers model; the number of outputs is left free where its last
 * layer does not tell it.
 */
export function layersTopology(model: Layer): Topology {
  const layers = layersOf(model);
  const named = (ends: readonly (readonly unknown[])[]) =>
    ends.map(([name]) => layers.find((layer) => nameOf(layer) === name));
  const { input_layers: starts, output_layers: ends } = model.config;
  const inputs = (starts ? named(pairs(starts)) : layers.slice(0, 1)).flatMap((layer) => (layer ? inputOf(layer) : []));
  const lasts = ends ? named(pairs(ends)) : layers.slice(-1);
  const outputs = lasts.flatMap((layer) => {
    if (!layer) return [];
    const units = ends || !PASSING.has(layer.class_name) ? unitsOf(layer) : unitsBefore(layers);
    return [{ name: nameOf(layer), type: 'float32' as const, shape: [null, units] }];
  });
  return { inputs, outputs: distinct(outputs), operators: [...new Set(classesOf(layers))].sort() };
}

/** One end may be written without a list around it. */
const pairs = (ends: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] =>
  typeof ends[0] === 'string' ? [ends as readonly unknown[]] : ends;

function inputOf(layer: Layer): TensorShape[] {
  const { batch_input_shape: shape, dtype } = layer.config;
  const name = layer.class_name === 'InputLayer' ? nameOf(layer) : `${nameOf(layer)}_input`;
  if (shape) return [{ name, type: ownOf(TYPES, dtype ?? '') ?? 'float32', shape: [...shape] }];
  const inner = layersOf(layer);
  return inner.length > 0 ? layersTopology(layer).inputs.slice() : [];
}

function unitsOf(layer: Layer): number | null {
  if (layer.class_name === 'Dense') return layer.config.units ?? null;
  const inner = layersOf(layer);
  return inner.length > 0 ? (layersTopology(layer).outputs[0]?.shape[1] ?? null) : null;
}

function unitsBefore(layers: readonly Layer[]): number | null {
  const last = [...layers].reverse().find((layer) => !PASSING.has(layer.class_name));
  return last ? unitsOf(last) : null;
}

function classesOf(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => {
    const inside = [...layersOf(layer), ...(layer.config.layer ? [layer.config.layer] : [])];
    return [layer.class_name, ...classesOf(inside)];
  });
}

const distinct = (tensors: readonly TensorShape[]): TensorShape[] =>
  tensors.map((tensor, at) => {
    const before = tensors.slice(0, at).filter(({ name }) => name === tensor.name).length;
    return before === 0 ? tensor : { ...tensor, name: `${tensor.name}_${before}` };
  });
