import { describe, expect, test } from 'vitest';
import { OrielError } from '../../../../src/errors.ts';
import { readNode } from '../../../../src/models/onnx/reading/nodes.ts';
import { fields, GRAPH, MODEL, submessage } from '../../../../src/models/onnx/reading/proto.ts';
import { readOnnx } from '../../../../src/models/onnx/reading/read.ts';
import { failureOf } from '../../../support/failure.ts';
import { bytesOf } from '../../../support/models.ts';
import { type GraphSpec, graphMessage, message, modelFile, sequenceOfMaps, valueInfo } from '../../../support/onnx.ts';

const float = (name: string, ...shape: (number | string | null)[]) => valueInfo(name, 'float32', shape);
const identity: GraphSpec = {
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  inputs: [float('x', 'N', 3)],
  outputs: [float('y', 'N', 3)],
};
const read = async (graph: GraphSpec, more?: Parameters<typeof modelFile>[1]) =>
  (await readOnnx(modelFile(graphMessage(graph), more), 'm.onnx')).facts;

const failure = (work: Promise<unknown>) => failureOf(() => work);

describe('what a file says', () => {
  test('of a forest: names, types, shapes, classes, classical operators', async () => {
    const { facts, bytes } = await readOnnx(bytesOf('public/examples/penguins/forest.onnx'), 'forest.onnx');
    expect(facts.inputs).toEqual([{ name: 'input', type: 'float32', shape: [null, 6] }]);
    expect(facts.outputs).toEqual([
      { name: 'label', type: 'string', shape: [null] },
      { name: 'probabilities', type: 'float32', shape: [null, 3] },
    ]);
    expect(facts).toMatchObject({
      classicalOperators: true,
      takesMissing: true,
      classes: ['Adelie', 'Chinstrap', 'Gentoo'],
      bytes: bytes.length,
    });
    expect(facts.operators).toContain('ai.onnx.ml:TreeEnsembleClassifier');
    expect(facts.opsets['ai.onnx.ml']).toBeGreaterThan(0);
  });

  test('of MobileNet: no classical operators, no classes', async () => {
    const { facts } = await readOnnx(bytesOf('public/examples/mobilenet/model.onnx'), 'model.onnx');
    expect(facts.inputs).toEqual([{ name: 't88', type: 'float32', shape: [null, 3, 224, 224] }]);
    expect(facts).toMatchObject({ classicalOperators: false, takesMissing: false, classes: null });
  });

  test('initializers are not inputs; metadata are kept; missing shapes and open dimensions are free', async () => {
    const weights = [{ name: 'w', dims: [3], data: new Float32Array(3) }];
    const nodes = [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }];
    const inputs = [valueInfo('x', 'float32', null), float('w', 3)];
    const facts = await read(
      { nodes, weights, inputs, outputs: [float('y', null, 3)] },
      { metadata: { author: 'Ada' } },
    );
    expect(facts.inputs).toEqual([{ name: 'x', type: 'float32', shape: [null, null] }]);
    expect(facts.outputs[0].shape).toEqual([null, 3]);
    expect(facts.metadata).toEqual({ author: 'Ada' });
    expect(facts.opsets).toEqual({ 'ai.onnx': 17, 'ai.onnx.ml': 3 });
  });

  test('operators of branches are found', async () => {
    const branch = graphMessage({
      nodes: [{ op: 'Scaler', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['b'] }],
      inputs: [],
      outputs: [float('b', 'N', 3)],
    });
    const nodes = [
      {
        op: 'If',
        inputs: ['c'],
        outputs: ['y'],
        attributes: { then_branch: { graph: branch }, else_branch: { graph: branch } },
      },
    ];
    const facts = await read({
      nodes,
      inputs: [float('x', 'N', 3), valueInfo('c', 'bool', [1])],
      outputs: [float('y', 'N', 3)],
    });
    expect(facts.operators).toEqual(['If', 'ai.onnx.ml:Scaler']);
    expect(facts.classicalOperators).toBe(true);
  });

  test('class names come from a label encoder at the end, not from one at the start', async () => {
    const encoder = (attributes: NonNullable<GraphSpec['nodes'][number]['attributes']>) =>
      read({
        ...identity,
        nodes: [{ op: 'LabelEncoder', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes }],
      });
    const end = await encoder({ keys_int64s: { ints: [1, 0] }, values_strings: { strings: ['yes', 'no'] } });
    expect(end.classes).toEqual(['no', 'yes']);
    const start = await encoder({ keys_strings: { strings: ['a', 'b'] }, values_int64s: { ints: [0, 1] } });
    expect(start.classes).toBeNull();
  });
});

describe('ZipMap', () => {
  const withZipMap = (keepProbabilities: boolean): Uint8Array<ArrayBuffer> => {
    const original = bytesOf('public/examples/penguins/forest.onnx');
    const graph = submessage(original, MODEL.graph) as Uint8Array;
    const zipMap = graphMessage({
      nodes: [
        {
          op: 'ZipMap',
          domain: 'ai.onnx.ml',
          name: 'ZipMap',
          inputs: ['probabilities'],
          outputs: ['output_probability'],
          attributes: { classlabels_strings: { strings: ['Adelie', 'Chinstrap', 'Gentoo'] } },
        },
      ],
      inputs: [],
      outputs: [sequenceOfMaps('output_probability', 'string')],
    });
    const kept = [...fields(graph)].filter(({ number, payload }) => {
      return (
        number !== GRAPH.output || keepProbabilities || !new TextDecoder().decode(payload).includes('probabilities')
      );
    });
    const added = [...fields(zipMap)].filter(({ number }) => number === GRAPH.node || number === GRAPH.output);
    const grown = message(...[...kept, ...added].map(({ raw }) => raw));
    const head = [...fields(modelFile(grown))].filter(({ number }) => number === MODEL.graph);
    return message(...[...fields(original)].map((field) => (field.number === MODEL.graph ? head[0].raw : field.raw)));
  };

  test.each([true, false])('is removed; its input becomes the output (was one already: %s)', async (keep) => {
    const file = withZipMap(keep);
    const { facts, bytes } = await readOnnx(file, 'zipped.onnx');
    expect(facts.outputs.map(({ name, type }) => [name, type])).toEqual([
      ['label', 'string'],
      ['probabilities', 'float32'],
    ]);
    expect(facts.outputs[1].shape).toEqual([null, 3]);
    expect(facts.classes).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(facts.operators).toContain('ai.onnx.ml:ZipMap');
    const graph = submessage(bytes, MODEL.graph) as Uint8Array;
    const nodes = [...fields(graph)].filter(({ number }) => number === GRAPH.node);
    expect(nodes.map(({ payload }) => readNode(payload).operator)).not.toContain('ai.onnx.ml:ZipMap');

    // Everything else is as it was, byte for byte.
    const original = [...fields(submessage(file, MODEL.graph) as Uint8Array)].map(({ raw }) =>
      Buffer.from(raw).toString('base64'),
    );
    const changed = [...fields(graph)]
      .map(({ raw }) => Buffer.from(raw).toString('base64'))
      .filter((raw) => !original.includes(raw));
    expect(changed).toHaveLength(keep ? 0 : 1);
    const outside = (model: Uint8Array) =>
      [...fields(model)].filter(({ number }) => number !== MODEL.graph).map(({ raw }) => Buffer.from(raw));
    expect(outside(bytes)).toEqual(outside(file));
  });
});

describe('what is no model', () => {
  const forest = bytesOf('public/examples/penguins/forest.onnx');
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82);
  const encode = (text: string) => new TextEncoder().encode(text);

  test.each([
    ['an empty file', new Uint8Array(0), 'empty'],
    ['a PNG', png, 'picture'],
    ['a text', encode('feature,target\n1,2\n'), 'text'],
    ['a web page', encode('<!doctype html><title>Not found</title>'), 'text'],
    ['a ZIP archive', encode('PK\x03\x04 and so on\0'), 'archive'],
    ['a pointer of Git LFS', encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), 'Git LFS'],
    ['zeros', new Uint8Array(5000), 'do not follow'],
    ['a message without a graph', modelFile(new Uint8Array(0)).slice(0, 2), 'no graph'],
    ['a graph without nodes', modelFile(graphMessage({ nodes: [], inputs: [], outputs: [] })), 'no graph'],
    ['a model without opsets', modelFile(graphMessage(identity), { opsets: {} }), 'operators'],
  ])('%s', async (_, bytes, says) => {
    const error = await failure(readOnnx(bytes, 'cat.onnx'));
    expect(error.code).toBe('model-unreadable');
    expect(error.message).toContain('cat.onnx');
    expect(error.message).toContain(says);
  });

  test('a file cut anywhere', async () => {
    for (let part = 1; part < 60; part++) {
      const error = await failure(readOnnx(forest.slice(0, Math.floor((forest.length * part) / 60)), 'cut.onnx'));
      expect(error.code).toBe('model-unreadable');
    }
    expect((await failure(readOnnx(forest.slice(0, -1), 'cut.onnx'))).code).toBe('model-unreadable');
  });

  test('random bytes, and models with random bytes in them', async () => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 16;
    };
    for (let round = 0; round < 300; round++) {
      const noise = Uint8Array.from({ length: 1 + (random() % 3000) }, random);
      expect((await failure(readOnnx(noise, 'noise.onnx'))).code).toBe('model-unreadable');
    }
    const small = modelFile(graphMessage(identity));
    for (let round = 0; round < 500; round++) {
      const damaged = small.slice();
      damaged[random() % damaged.length] = random();
      // Some damage leaves a model; what does not is told apart by type, and nothing else is
      // thrown.
      await readOnnx(damaged, 'damaged.onnx').catch((error: unknown) => expect(error).toBeInstanceOf(OrielError));
    }
  });

  test('graphs nested without end', async () => {
    let graph = graphMessage(identity);
    for (let depth = 0; depth < 60; depth++) {
      const nodes = [{ op: 'If', inputs: ['c'], outputs: ['y'], attributes: { then_branch: { graph } } }];
      graph = graphMessage({ nodes, inputs: identity.inputs, outputs: identity.outputs });
    }
    const error = await failure(readOnnx(modelFile(graph), 'deep.onnx'));
    expect(error.code).toBe('model-unreadable');
    expect(error.message).toContain('nested');
  });
});

describe('what cannot be run', () => {
  test('weights in another file', async () => {
    const weights = [{ name: 'W1', dims: [3], data: new Float32Array(3), external: 'weights.bin' }];
    const error = await failure(read({ ...identity, weights }));
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toMatchObject({ node: 'W1', operator: { key: 'model.externalData' } });
    expect(error.message).toContain('weights.bin');
  });

  test('operators of training', async () => {
    const nodes = [{ op: 'Adam', domain: 'ai.onnx.preview.training', name: 'step', inputs: ['x'], outputs: ['y'] }];
    const error = await failure(read({ ...identity, nodes }));
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toMatchObject({ node: 'step', operator: 'ai.onnx.preview.training:Adam' });
  });

  test('inputs that are no tensors', async () => {
    const error = await failure(read({ ...identity, inputs: [sequenceOfMaps('maps', 'string')] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.details.node).toBe('maps');
  });

  test('more than 200 MB', async () => {
    const error = await failure(readOnnx(new Uint8Array(200 * 2 ** 20 + 1), 'big.onnx'));
    expect(error.code).toBe('model-too-large');
    expect(error.message).toContain('201 MB');
  });
});

test('a large file is read without copying its weights', async () => {
  const weights = [{ name: 'w', dims: [3, 4_000_000], data: new Float32Array(12_000_000) }];
  const file = modelFile(
    graphMessage({ ...identity, weights, nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }] }),
  );
  expect(file.length).toBeGreaterThan(48e6);
  const before = process.memoryUsage();
  const { facts, bytes } = await readOnnx(file, 'large.onnx');
  const after = process.memoryUsage();
  expect(bytes).toBe(file);
  expect(facts.bytes).toBe(file.length);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(12e6);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(24e6);
});
