// Networks step by step, and what they answer by their coalitions.

import { addAll, coalitionsOf } from '../../../../src/games/coalitions.ts';
import { encodingOf } from '../../../../src/models/encoding.ts';
import type { TabularBinding } from '../../../../src/models/model.ts';
import { coalitionValues } from '../../../../src/models/network/coalition-values.ts';
import { openKernel } from '../../../../src/models/network/kernel.ts';
import { readOnnxNetwork } from '../../../../src/models/network/onnx.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import {
  type AttributeValue,
  graphMessage,
  modelFile,
  type NodeSpec,
  valueInfo,
  type Weights,
} from '../../../support/onnx.ts';

type Product = 'gemm' | 'gemm-turned' | 'gemm-scaled' | 'matmul' | 'matmul-add';

/** A product of so many inputs and units, chosen columns, or an operator with its attributes. */
export type Step =
  | readonly [Product, number, number]
  | readonly ['gather', readonly number[]]
  | readonly ['complement']
  | readonly [string, Readonly<Record<string, AttributeValue>>?];

const random = createRandom(3);
export const normals = (rows: number, columns: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, () => random.normal());

/** A model from `x` [rows, columns] to `y`. */
export function networkFile(columns: number, steps: readonly Step[]): Uint8Array<ArrayBuffer> {
  const weights: Weights[] = [];
  const nodes: NodeSpec[] = [];
  let at = 'x';
  const constant = (data: Weights['data'], ...dims: readonly number[]): string => {
    const name = `w${weights.length}`;
    weights.push({ name, dims, data });
    return name;
  };
  const node = (op: string, inputs: readonly string[], more: Partial<NodeSpec> = {}): void => {
    const output = `t${nodes.length}`;
    nodes.push({ op, inputs, outputs: [output], ...more });
    at = output;
  };
  for (const [op, one, two] of steps as readonly (readonly [string, unknown?, unknown?])[]) {
    const [inputs, units] = [one as number, two as number];
    if (op.startsWith('gemm')) {
      const turned = op === 'gemm-turned';
      const matrix = constant(normals(inputs, units), ...(turned ? [units, inputs] : [inputs, units]));
      const attributes = { transB: { int: turned ? 1 : 0 }, alpha: { float: op === 'gemm-scaled' ? 2 : 1 } };
      node('Gemm', [at, matrix, constant(normals(1, units), units)], { attributes });
    } else if (op.startsWith('matmul')) {
      node('MatMul', [at, constant(normals(inputs, units), inputs, units)]);
      if (op === 'matmul-add') node('Add', [at, constant(normals(1, units), units)]);
    } else if (op === 'gather') {
      const picks = BigInt64Array.from(one as readonly number[], BigInt);
      node('Gather', [at, constant(picks, picks.length)], { attributes: { axis: { int: 1 } } });
    } else if (op === 'complement') {
      const p = at;
      node('Sub', [constant(Float32Array.of(1), 1), p]);
      node('Concat', [at, p], { attributes: { axis: { int: 1 } } });
    } else if (op === 'Scaler') {
      const attributes = { offset: { floats: [1, 2, 3, 4, 5] }, scale: { floats: [0.5, 2, 1, -1, 0.1] } };
      node('Scaler', [at], { domain: 'ai.onnx.ml', attributes });
    } else node(op, [at], { attributes: one as NodeSpec['attributes'] });
  }
  nodes.push({ op: 'Identity', inputs: [at], outputs: ['y'] });
  const graph = graphMessage({
    nodes,
    weights,
    inputs: [valueInfo('x', 'float32', [null, columns])],
    outputs: [valueInfo('y', 'float32', [null, null])],
  });
  return modelFile(graph);
}

export const bindingOf = (columns: number, outputs: number, output = 'y', name = 'x'): TabularBinding => ({
  kind: 'tabular',
  inputs: [
    { name, type: 'float32', shape: 'matrix', columns: Array.from({ length: columns }, (_, c) => c), levels: null },
  ],
  batch: null,
  output,
  outputs,
});

/**
 * Answers to rows as values of coalitions: of nobody where a row is the only background, which
 * everybody's presence must turn into another row's. null where no network is read.
 */
export async function networkAnswersTo(
  file: Uint8Array,
  rows: Float32Array,
  columns: number,
): Promise<number[] | null> {
  const found = readOnnxNetwork(file, 'y');
  if (!found) return null;
  const encoding = encodingOf(bindingOf(columns, 1), found.made, 'x.onnx');
  const kernel = await openKernel();
  const ends = coalitionsOf(columns, 2);
  addAll(ends, 1);
  const count = rows.length / columns;
  const encoded = (row: number) => {
    const own = rows.subarray(row * columns, (row + 1) * columns);
    return encoding?.encode(own, 1) ?? own;
  };
  return Array.from({ length: count }, (_, row) => {
    const values = coalitionValues(kernel, found.network, {
      players: columns,
      playerOf: encoding?.owner ?? Int32Array.from({ length: columns }, (_, c) => c),
      instance: encoded((row + 1) % count),
      background: encoded(row),
      rows: 1,
    })?.value(ends);
    return Array.from(values?.subarray(0, values.length / 2) ?? []);
  }).flat();
}
