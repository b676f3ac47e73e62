import { createRandom } from '../../../src/numerics/random.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../support/onnx.ts';
import { type Case, tabular } from '../alternated.ts';

/** A network of the size that people have: 64 and 32 units with ReLU, on standardised columns. */
export interface SmallNetwork {
  readonly name: string;
  readonly columns: number;
  /** 1: two classes and one probability; else the softmax of as many. */
  readonly outputs: number;
}

export const smallNetworks: readonly SmallNetwork[] = [
  { name: '8 columns', columns: 8, outputs: 1 },
  { name: '13 columns, 3 classes', columns: 13, outputs: 3 },
  { name: '30 columns', columns: 30, outputs: 1 },
  { name: '57 columns', columns: 57, outputs: 1 },
  { name: '64 columns, 10 classes', columns: 64, outputs: 10 },
];

/** How long an explanation may take, in units of the bare passes. */
const LIMIT = 0.7;

export const caseOf = ({ name }: SmallNetwork): Case => ({ ...tabular, name, model: 'network', limit: LIMIT });

const UNITS = [64, 32] as const;
const ROWS = 400;

/** The network's files, by name: a model, its card and a table. */
export function filesOf({ name, columns, outputs }: SmallNetwork): (file: string) => Promise<Uint8Array> {
  const random = createRandom(columns);
  const normal = (size: number, by: number) => Float32Array.from({ length: size }, () => by * random.normal());
  const centre = Float32Array.from({ length: columns }, () => 10 * random.normal());
  const spread = Float32Array.from({ length: columns }, () => 0.5 + 3 * random.uniform());
  const widths = [columns, ...UNITS, outputs];
  const weights: Weights[] = [
    { name: 'mean', dims: [columns], data: centre },
    { name: 'scale', dims: [columns], data: spread },
  ];
  const nodes: NodeSpec[] = [
    { op: 'Sub', inputs: ['x', 'mean'], outputs: ['centred'] },
    { op: 'Div', inputs: ['centred', 'scale'], outputs: ['h0'] },
  ];
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const [from, to] = [widths[layer], widths[layer + 1]];
    weights.push(
      { name: `w${layer}`, dims: [from, to], data: normal(from * to, Math.sqrt(2 / from)) },
      { name: `b${layer}`, dims: [to], data: normal(to, 0.1) },
    );
    nodes.push({ op: 'Gemm', inputs: [`h${layer}`, `w${layer}`, `b${layer}`], outputs: [`g${layer}`] });
    if (layer + 2 < widths.length) nodes.push({ op: 'Relu', inputs: [`g${layer}`], outputs: [`h${layer + 1}`] });
  }
  nodes.push({ op: outputs === 1 ? 'Sigmoid' : 'Softmax', inputs: [`g${UNITS.length}`], outputs: ['y'] });
  const model = modelFile(
    graphMessage({
      nodes,
      weights,
      inputs: [valueInfo('x', 'float32', [null, columns])],
      outputs: [valueInfo('y', 'float32', [null, outputs])],
    }),
  );
  const header = Array.from({ length: columns }, (_, column) => `c${column}`).join();
  const lines = Array.from({ length: ROWS }, () =>
    Array.from({ length: columns }, (_, c) => (centre[c] + spread[c] * random.normal()).toFixed(4)).join(),
  );
  const classes = Array.from({ length: Math.max(2, outputs) }, (_, k) => `class ${k}`);
  const card = {
    schema: 'oriel.card/1',
    name,
    task: outputs === 1 ? 'binary' : 'multiclass',
    classes,
    input: { kind: 'tabular' },
    samples: [3],
  };
  const text = (of: string) => new TextEncoder().encode(of);
  return async (file) => {
    if (file.endsWith('.onnx')) return model;
    return file.endsWith('.csv') ? text([header, ...lines].join('\n')) : text(JSON.stringify(card));
  };
}
