// How many numbers an operator of the runtime gives, told before it runs.

import type { Tensor } from '@tensorflow/tfjs-core';
import { ownOf } from '../../data/named.ts';

type Shape = readonly number[];
/** The inputs and the settings of a call, by the names that the runtime has for them. */
export type KernelInputs = Readonly<Record<string, Tensor | readonly Tensor[] | undefined>>;
export type KernelSettings = Readonly<Record<string, unknown>>;

const product = (shape: Shape): number => shape.reduce((all, side) => all * Math.max(0, side), 1);
const whole = (value: unknown): number => Number(value) || 0;

/** One call, read by the name of what it is given. */
interface Call {
  shape(input: string): Shape;
  size(input: string): number;
  /** An input's numbers, of which there are few. */
  numbers(input: string): Shape;
  /** All inputs, where they are a list. */
  readonly all: readonly Tensor[];
  list(setting: string): Shape;
  number(setting: string): number;
  readonly settings: KernelSettings;
}

function callOf(inputs: KernelInputs, settings: KernelSettings): Call {
  const all = Object.values(inputs).flatMap((each) => (each === undefined ? [] : (each as Tensor | Tensor[])));
  const shape = (input: string) => (inputs[input] as Tensor | undefined)?.shape ?? [];
  return {
    shape,
    size: (input) => product(shape(input)),
    numbers: (input) => Array.from((inputs[input] as Tensor | undefined)?.dataSync() ?? []),
    all,
    list: (setting) => [settings[setting]].flat(Number.POSITIVE_INFINITY).map(whole),
    number: (setting) => whole(settings[setting]),
    settings,
  };
}

/** Pictures of other sides: the rows and the channels stay. */
const resized = ({ shape, list }: Call, picture: string, sides: string): number => {
  const own = shape(picture);
  return product([own[0], ...list(sides), own[own.length - 1]]);
};

/** Each side with what is put before and behind it. */
const padded = ({ shape, list }: Call): number => {
  const paddings = list('paddings');
  return product(shape('x').map((side, at) => side + (paddings[2 * at] ?? 0) + (paddings[2 * at + 1] ?? 0)));
};

/** Convolutions and poolings, [rows, height, width, channels] each, with `depth` channels. */
function convolved({ shape, list, settings }: Call, depth: number): number {
  const [rows, ...sides] = shape('x');
  const strides = list('strides');
  const pads = typeof settings.pad === 'string' ? [] : list('pad');
  const inner = sides.slice(0, -1).map((side, at) => {
    const around = pads.length > 1 ? (pads[2 * at + 2] ?? 0) + (pads[2 * at + 3] ?? 0) : 2 * (pads[0] ?? 0);
    return Math.ceil((side + around) / Math.max(1, strides[at] ?? strides[0] ?? 1));
  });
  return product([rows, ...inner, depth]);
}
const channels = ({ shape }: Call): number => shape('x').at(-1) ?? 1;
const convolution = (call: Call): number => convolved(call, call.shape('filter').at(-1) ?? 1);
const depthwise = (call: Call): number => convolved(call, channels(call) * (call.shape('filter').at(-1) ?? 1));
const pooling = (call: Call): number => convolved(call, channels(call));

/** Each number repeated so that the shapes are one. */
const broadcast = (shapes: readonly Shape[]): number => {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return product(
    Array.from({ length: rank }, (_, at) => Math.max(1, ...shapes.map((shape) => shape[shape.length - 1 - at] ?? 1))),
  );
};

const multiplied = ({ shape, settings }: Call): number => {
  const [a, b] = [shape('a'), shape('b')];
  const rows = a[a.length - (settings.transposeA ? 1 : 2)] ?? 1;
  const columns = b[b.length - (settings.transposeB ? 2 : 1)] ?? 1;
  return broadcast([a.slice(0, -2), b.slice(0, -2)]) * rows * columns;
};

const ranged = (from: number, to: number, by: number): number => (by === 0 ? 0 : Math.abs((to - from) / by));

const sideOf = (shape: Shape, axis: number): number => shape[axis < 0 ? axis + shape.length : axis] ?? 1;

/** A tensor of its own costs at least as much as this many numbers. */
const TENSOR = 512;
const SIZES: Readonly<Record<string, (call: Call) => number>> = {
  Fill: ({ list }) => product(list('shape')),
  ScatterNd: ({ list }) => product(list('shape')),
  BroadcastTo: ({ list }) => product(list('shape')),
  SparseToDense: ({ list }) => product(list('outputShape')),
  Tile: ({ size, list }) => size('x') * product(list('reps')),
  Range: ({ number }) => ranged(number('start'), number('stop'), number('step')),
  LinSpace: ({ number }) => number('num'),
  OneHot: ({ size, number }) => size('indices') * number('depth'),
  Multinomial: ({ shape, number }) => (shape('logits')[0] ?? 1) * number('numSamples'),
  Bincount: ({ number }) => number('size'),
  DenseBincount: ({ shape, number }) => (shape('x').length > 1 ? shape('x')[0] : 1) * number('size'),
  ResizeBilinear: (call) => resized(call, 'images', 'size'),
  ResizeNearestNeighbor: (call) => resized(call, 'images', 'size'),
  Transform: (call) => resized(call, 'image', 'outputShape'),
  CropAndResize: ({ shape, list }) =>
    product([shape('boxes')[0] ?? 1, ...list('cropSize'), shape('image').at(-1) ?? 1]),
  PadV2: padded,
  MirrorPad: padded,
  SpaceToBatchND: ({ size, shape, list }) => {
    const paddings = list('paddings');
    return list('blockShape').reduce((all, _, at) => {
      const side = Math.max(1, shape('x')[at + 1] ?? 1);
      return all * ((side + (paddings[2 * at] ?? 0) + (paddings[2 * at + 1] ?? 0)) / side);
    }, size('x'));
  },
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  Conv2DBackpropInput: ({ list }) => product(list('inputShape')),
  Conv3DBackpropInputV2: ({ list }) => product(list('inputShape')),
  AvgPool: pooling,
  MaxPool: pooling,
  AvgPool3D: pooling,
  MaxPool3D: pooling,
  MaxPoolWithArgmax: pooling,
  Dilation2D: pooling,
  BatchMatMul: multiplied,
  _FusedMatMul: multiplied,
  GatherV2: ({ size, shape, number }) =>
    size('indices') * (size('x') / Math.max(1, sideOf(shape('x'), number('axis')))),
  GatherNd: ({ size, shape }) => {
    const depth = shape('indices').at(-1) ?? 1;
    return (size('indices') / Math.max(1, depth)) * product(shape('params').slice(depth));
  },
  Concat: ({ all }) => all.reduce((sum, { size }) => sum + size, 0),
  Pack: ({ all }) => all.reduce((sum, { size }) => sum + size, 0),
  Unpack: ({ size, shape, number }) => size('value') + TENSOR * sideOf(shape('value'), number('axis')),
  SplitV: ({ size, list }) => {
    const parts = list('numOrSizeSplits');
    return size('x') + TENSOR * (parts.length > 1 ? parts.length : parts[0]);
  },
  SparseFillEmptyRows: ({ size, numbers }) => size('values') + (numbers('denseShape')[0] ?? 0),
  RaggedTensorToTensor: ({ size, numbers }) =>
    size('values') + product(numbers('shape').map((side) => Math.max(1, side))),
  RaggedRange: ({ numbers }) => {
    const [from, to, by] = [numbers('starts'), numbers('limits'), numbers('deltas')];
    return Array.from({ length: Math.max(from.length, to.length, by.length) }, (_, at) =>
      ranged(from[at] ?? from[0], to[at] ?? to[0], by[at] ?? by[0]),
    ).reduce((sum, each) => sum + each, 0);
  },
};

/**
 * Numbers that a call of an operator gives, as its settings and the shapes of its inputs say. One
 * that is not listed gives as many as the largest of its inputs has; of two, `a` and `b`, each is
 * repeated so that they fit.
 */
export function kernelSize(name: string, inputs: KernelInputs, settings: KernelSettings = {}): number {
  const call = callOf(inputs, settings);
  const sized = ownOf(SIZES, name);
  if (sized) return sized(call);
  if (inputs.a && inputs.b) return broadcast([call.shape('a'), call.shape('b')]);
  return Math.max(0, ...call.all.map(({ size }) => size));
}
