import { ownOf } from '../../data/named.ts';
import type { ElementType, TensorShape } from '../model.ts';
import type { Topology } from './layers.ts';

// A graph model is a TensorFlow graph: nodes with operators. Its signature, where there is one,
// names inputs and outputs.

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}
interface Dimensions {
  readonly dim?: readonly { readonly size?: string | number }[];
  readonly unknownRank?: boolean;
}
interface SignatureTensor {
  readonly name?: string;
  readonly dtype?: string | number;
  readonly tensorShape?: Dimensions;
}

/** By TensorFlow's names and numbers of types; the runtime has no wider ones than these. */
const TYPES: Readonly<Record<string, ElementType>> = {
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT16: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
  3: 'int32',
  9: 'int32',
  5: 'int32',
  6: 'int32',
  4: 'int32',
  10: 'bool',
  7: 'string',
};

/** The nodes of model.json's topology; null where it is no graph. */
export const graphNodes = (topology: Readonly<Record<string, unknown>>): readonly GraphNode[] | null =>
  Array.isArray(topology.node) ? (topology.node as GraphNode[]) : null;

/**
 * Inputs, outputs and operators of a graph model; a tensor's name is that of the graph ("node" or
 * "node:1").
 */
export function graphTopology(
  nodes: readonly GraphNode[],
  signature: Readonly<Record<string, unknown>> | null | undefined,
): Topology {
  const { inputs, outputs } = (signature ?? {}) as Readonly<
    Record<'inputs' | 'outputs', Readonly<Record<string, SignatureTensor>>>
  >;
  const signed = (tensors: Readonly<Record<string, SignatureTensor>>): TensorShape[] =>
    Object.entries(tensors).map(([key, { name, dtype, tensorShape }]) => tensor(name ?? key, dtype, tensorShape));
  const used = new Set(
    nodes.flatMap(({ input = [] }) => input.map((each) => each.replace(/^\^/, '').replace(/:\d+$/, ''))),
  );
  const placeholders = nodes.filter(
    ({ op }) => op === 'Placeholder' || op === 'PlaceholderV2' || op === 'PlaceholderWithDefault',
  );
  const ends = nodes.filter(({ name, op }) => !used.has(name) && op !== 'NoOp' && op !== 'Const');
  return {
    inputs: hasAny(inputs)
      ? signed(inputs)
      : placeholders.map((node) => tensor(node.name, typeOf(node, 'dtype'), shapeOf(node))),
    outputs: hasAny(outputs) ? signed(outputs) : ends.map((node) => tensor(node.name, typeOf(node, 'T'), undefined)),
    operators: [...new Set(nodes.map(({ op }) => op))].sort(),
  };
}

const hasAny = (
  tensors: Readonly<Record<string, SignatureTensor>> | undefined,
): tensors is Readonly<Record<string, SignatureTensor>> => tensors !== undefined && Object.keys(tensors).length > 0;

const typeOf = ({ attr }: GraphNode, key: string) => (attr?.[key] as { type?: string | number } | undefined)?.type;
const shapeOf = ({ attr }: GraphNode) => (attr?.shape as { shape?: Dimensions } | undefined)?.shape;

function tensor(name: string, dtype: string | number | undefined, shape: Dimensions | undefined): TensorShape {
  const known = shape?.dim && !shape.unknownRank;
  const sizes = known
    ? (shape.dim ?? []).map(({ size }) => (Number(size ?? -1) >= 0 ? Number(size) : null))
    : [null, null];
  return { name: name.replace(/:0$/, ''), type: ownOf(TYPES, String(dtype)) ?? 'float32', shape: sizes };
}
