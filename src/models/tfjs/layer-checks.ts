// What would keep the runtime busy without end, or make it allocate any amount of memory, is found
// in the layers' description.

import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { mostOf } from '../../limits.ts';

interface Described {
  readonly class_name?: string;
  readonly name?: string;
  readonly config?: Config | readonly Described[];
  /** For each use of the layer: the layer, the use and the output that each input comes from. */
  readonly inbound_nodes?: readonly unknown[];
}
interface Config {
  readonly name?: string;
  readonly layers?: readonly Described[];
  readonly layer?: Described;
  readonly units?: number;
  readonly filters?: number;
  readonly input_dim?: number;
  readonly output_dim?: number;
}

/**
 * Refuses a layers model whose layers wait for each other, and one whose layers are larger than all
 * its weights, of which there are `weights`. Throws `model-unreadable`.
 */
export function checkLayers(model: Described, weights: number, file: string): void {
  const refuse = (text: Message): never => {
    throw new OrielError('model-unreadable', { file, text });
  };
  const check = (layer: Described): void => {
    const inner = innerLayers(layer);
    const waiting = firstWaiting(inner);
    if (waiting !== null) refuse(message('model.layerCycle', { layer: waiting }));
    const size = Array.isArray(layer.config) ? 0 : sizeOf((layer.config ?? {}) as Config);
    if (size > Math.max(weights, mostOf.layerNumbers))
      refuse(message('model.layerSize', { layer: nameOf(layer), size, weights }));
    for (const each of inner) check(each);
  };
  check(model);
}

/** Layers of a model, or the one that a layer wraps. */
function innerLayers({ config }: Described): readonly Described[] {
  if (Array.isArray(config)) return config as readonly Described[];
  const { layers, layer } = (config ?? {}) as Config;
  return Array.isArray(layers) ? layers : layer ? [layer] : [];
}

const isModel = ({ config }: Described): boolean =>
  Array.isArray(config) || Array.isArray((config as Config | undefined)?.layers);

const nameOf = ({ name, config }: Described): string => name ?? (config as Config | undefined)?.name ?? '';

/** Weights that a layer of this description has at least, as far as it says. */
const sizeOf = ({ units = 0, filters = 0, input_dim: rows = 0, output_dim: columns = 0 }: Config): number =>
  Math.max(Number(units), Number(filters), Number(rows) * Math.max(1, Number(columns))) || 0;

/**
 * The first layer that can never be computed, because its inputs wait for it or are not there; null
 * where there is none.
 */
function firstWaiting(layers: readonly Described[]): string | null {
  /** Uses of each layer that can be computed by now. */
  const made = new Map<string, number>();
  let waiting = layers.flatMap((layer) => {
    const uses = (layer.inbound_nodes ?? []).filter((use) => Array.isArray(use)) as unknown[][];
    // Inputs, and layers without a list of uses, are there from the beginning; a model has been
    // used once by itself.
    const before = uses.length === 0 ? Number.POSITIVE_INFINITY : isModel(layer) ? 1 : 0;
    made.set(nameOf(layer), before);
    return uses.map((use) => ({ name: nameOf(layer), use }));
  });
  while (waiting.length > 0) {
    const left = waiting.filter(({ name, use }) => {
      const ready = use.every((each) => {
        const [from, index] = Array.isArray(each) ? each : [];
        return typeof from !== 'string' || (made.get(from) ?? 0) > Number(index ?? 0);
      });
      if (ready) made.set(name, (made.get(name) ?? 0) + 1);
      return !ready;
    });
    if (left.length === waiting.length) return left[0].name;
    waiting = left;
  }
  return null;
}

/** A layer as the runtime has made it: with the shapes of what each of its uses gives. */
interface MadeLayer {
  readonly name: string;
  readonly inboundNodes: readonly { readonly outputShapes: unknown }[];
  getClassName(): string;
}

/**
 * Refuses layers that give more numbers for a row than are given to a model at a time, before
 * anything is allocated for them: such as repeat their input, enlarge it or fill it up. Throws
 * `model-unsupported`.
 */
export function checkGiven(layers: readonly MadeLayer[], file: string): void {
  for (const layer of layers)
    for (const { outputShapes } of layer.inboundNodes) {
      const numbers = Math.max(0, ...shapesIn(outputShapes).map(numbersOfRow));
      if (numbers <= mostOf.callNumbers) continue;
      const text = message('model.extent.made', { numbers, most: mostOf.callNumbers });
      throw new OrielError('model-unsupported', { file, operator: layer.getClassName(), node: layer.name, text });
    }
}

/** One shape, or a list of them. */
const shapesIn = (shapes: unknown): readonly (readonly unknown[])[] => {
  if (!Array.isArray(shapes)) return [];
  return shapes.some(Array.isArray) ? shapes.filter(Array.isArray) : [shapes];
};

/** Numbers of one row; sides that depend on it count as 1. */
const numbersOfRow = ([, ...sides]: readonly unknown[]): number =>
  sides.reduce<number>((product, side) => product * (typeof side === 'number' ? side : 1), 1);
