import type { Card } from '../../../../src/data/card.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest, Place, Progress } from '../../../../src/engine/protocol.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../../support/onnx.ts';
import { asPng, noise } from '../../support/pictures.ts';

const source = (name: string, data: Uint8Array | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});

function weights(name: string, ...dims: readonly number[]): Weights {
  const random = createRandom(dims.length + dims[0]);
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => random.normal());
  return { name, dims, data };
}

const step = (op: string, inputs: readonly string[], output: string, attributes = {}): NodeSpec => ({
  op,
  inputs: [...inputs],
  outputs: [output],
  attributes,
});

export const COLUMNS = 20;
/** Rows that stand for what is absent from a row. */
export const BACKGROUND = 4;

/** A network with three answers about rows of 20 numbers. */
function tableModel(): Uint8Array {
  return modelFile(
    graphMessage({
      nodes: [
        step('MatMul', ['x', 'first'], 'a'),
        step('Tanh', ['a'], 'b'),
        step('MatMul', ['b', 'second'], 'c'),
        step('Softmax', ['c'], 'y', { axis: { int: 1 } }),
      ],
      weights: [weights('first', COLUMNS, 8), weights('second', 8, 3)],
      inputs: [valueInfo('x', 'float32', [null, COLUMNS])],
      outputs: [valueInfo('y', 'float32', [null, 3])],
    }),
  );
}

function table(): string {
  const random = createRandom(8);
  const row = () => Array.from({ length: COLUMNS }, () => random.normal().toFixed(3)).join(',');
  const header = Array.from({ length: COLUMNS }, (_, column) => `c${column}`).join(',');
  return [header, ...Array.from({ length: 40 }, row)].join('\n');
}

const WORDS = Array.from({ length: 30 }, (_, n) => `w${String.fromCharCode(97 + (n % 26))}${n > 25 ? 'x' : 'y'}`);

/** The sigmoid of a sum of words, each worth more beside the others. */
function textModel(): Uint8Array {
  return modelFile(
    graphMessage({
      nodes: [
        step('Gather', ['worths', 'ids'], 'each'),
        step('ReduceSum', ['each', 'axes'], 'sum', { keepdims: { int: 0 } }),
        step('Mul', ['sum', 'sum'], 'squared'),
        step('Sigmoid', ['squared'], 'y'),
      ],
      weights: [weights('worths', WORDS.length + 1, 1), { name: 'axes', dims: [1], data: BigInt64Array.of(1n) }],
      inputs: [valueInfo('ids', 'int64', ['N', 'S'])],
      outputs: [valueInfo('y', 'float32', ['N', 1])],
    }),
  );
}

const SIDE = 24;

/** Three answers about a picture. */
function pictureModel(): Uint8Array {
  return modelFile(
    graphMessage({
      nodes: [
        step('Flatten', ['x'], 'flat', { axis: { int: 1 } }),
        step('MatMul', ['flat', 'first'], 'a'),
        step('Tanh', ['a'], 'b'),
        step('MatMul', ['b', 'second'], 'c'),
        step('Softmax', ['c'], 'y', { axis: { int: 1 } }),
      ],
      weights: [weights('first', 3 * SIDE * SIDE, 4), weights('second', 4, 3)],
      inputs: [valueInfo('x', 'float32', [null, 3, SIDE, SIDE])],
      outputs: [valueInfo('y', 'float32', [null, 3])],
    }),
  );
}

export type Kind = 'table' | 'text' | 'picture';

/** An engine of its own with one model of a kind; counts the rows that the model is asked for. */
export async function openEngine(kind: Kind) {
  const asked = { rows: 0 };
  const spawn = () => {
    const real = createEvaluator();
    let rows = 1;
    const api: typeof real = {
      ...real,
      prepare(masker, outputs, space) {
        rows = masker.kind === 'tabular' ? masker.background.count : 1;
        return real.prepare(masker, outputs, space);
      },
      value(coalitions) {
        asked.rows += coalitions.count * rows;
        return real.value(coalitions);
      },
      predict(data, count, outputs) {
        asked.rows += count;
        return real.predict(data, count, outputs);
      },
    };
    return { api, died: new Promise<Error>(() => {}), close() {} };
  };
  const engine = createEngine({ workers: 1, spawn });
  const base = {
    explainer: { name: 'kernel-shap' },
    outputs: 'default',
    seed: 5,
    curves: false,
    budget: { samples: 512, error: 0 },
  } as const;
  const open = async (): Promise<ExplainRequest> => {
    if (kind === 'table') {
      const { handle: model } = await engine.openModel(source('t.onnx', tableModel()));
      const { handle } = await engine.openTable(source('t.csv', table()));
      const { handle: study } = await engine.study({ model, table: handle, target: null, answers: {} });
      const background = { method: 'sample', rows: BACKGROUND } as const;
      return { ...base, study, input: { kind: 'row', row: 3 }, background };
    }
    if (kind === 'text') {
      const { handle: model } = await engine.openModel(source('w.onnx', textModel()));
      const index = JSON.stringify(Object.fromEntries(WORDS.map((word, at) => [word, at + 1])));
      const { handle: vocabulary } = await engine.openVocabulary(source('index.json', index));
      const card: Card = {
        schema: 'oriel.card/1',
        name: 'words',
        task: 'binary',
        classes: ['no', 'yes'],
        input: { kind: 'text' },
        tokenizer: { kind: 'words', pattern: '[\\p{L}\\p{N}_]+', special: { unknown: 0, pad: 0 } },
      };
      const { handle: study } = await engine.study({ model, vocabulary, card });
      return { ...base, study, input: { kind: 'text', text: WORDS.join(' ') } };
    }
    const { handle: model } = await engine.openModel(source('p.onnx', pictureModel()));
    const { handle: study } = await engine.study({ model, answers: { layout: 'NCHW', normalisation: '0to1' } });
    const { handle: picture } = await engine.openPicture(source('p.png', asPng(noise(SIDE, SIDE, 2))));
    return { ...base, study, input: { kind: 'picture', picture } };
  };
  const request = await open();
  let jobs = 0;

  /** Explains, and says what the model was asked for: by the engine's word and by ours. */
  async function explain(more: Partial<ExplainRequest> = {}, place?: Place) {
    const before = asked.rows;
    let last: Progress | null = null;
    const note = (update: Progress) => {
      last = update;
    };
    const record = await engine.explain(`job ${jobs++}`, { ...request, ...more }, note, place);
    return { record, calls: (last as Progress | null)?.calls ?? Number.NaN, rows: asked.rows - before };
  }
  return { engine, request, asked, explain };
}

/** What two runs of one request have in common. */
export const lasting = ({ created: _, milliseconds: _time, ...record }: Explanation) => record;
