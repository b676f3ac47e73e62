import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import {
  type ClarifyResponse,
  type FormName,
  formNames,
  forms,
  type ShapExplanation,
  type ShapiqInteractionValues,
  toClarify,
  toShap,
  toShapiq,
  toVertex,
  type VertexExplanation,
} from '../../../../src/records/forms/index.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { errorOf } from '../../support/errors.ts';
import { plainRecord } from '../../support/record.ts';
import { anyRecord } from './any-record.ts';

/** What another tool has of a record's line of JSON. */
const read = <T>(written: T): T => JSON.parse(JSON.stringify(written));
const notes = (name: FormName, record: Explanation) => forms[name].notes(record).map(english.text);
const transposed = (rows: readonly (readonly number[])[]) => rows[0].map((_, at) => rows.map((row) => row[at]));

const two: Explanation = {
  ...plainRecord,
  outputs: ['no', 'yes'],
  modelOutput: [0.25, 0.75],
  base: [0.5, 0.5],
  prediction: [0.25, 0.75],
  attributions: [
    [-0.5, 0.25],
    [0.5, -0.25],
  ],
  standardErrors: [
    [0.125, 0],
    [0.125, 0.0625],
  ],
  additivityResidual: [0, 0],
};
const text: Explanation = {
  ...plainRecord,
  players: ['So', '👍🏽', 'good'],
  input: {
    ...{ kind: 'text', sha256: 'b', text: 'So 👍🏽 good!', absent: 'remove', part: null },
    spans: [[[0, 2]], [[3, 7]], [[8, 12]]],
    phrases: { left: [], right: [] },
  },
  attributions: [[0.5, -0.25, 0]],
  standardErrors: null,
};
const picture: Explanation = {
  ...plainRecord,
  input: {
    ...{ kind: 'image', sha256: 'b', file: null, width: 2, height: 1, picture: null },
    ...{ segments: 'AAABAA==', fill: 'blur' },
  },
};
const together = {
  interactions: [
    [
      [0, 0.5],
      [0.5, 0],
    ],
  ],
};

describe('shap', () => {
  test('of one output, as its explainers give a row', () => {
    expect(read(toShap({ ...plainRecord, standardErrors: [[0.25, 0]] }))).toEqual({
      values: [[0.5, -0.25]],
      base_values: [0.5],
      data: [[1, null]],
      feature_names: ['a', 'b'],
      output_names: 'yes',
      error_std: [[0.25, 0]],
      lower_bounds: [[0.5 - 0.25 * 1.959964, -0.25]],
      upper_bounds: [[0.5 + 0.25 * 1.959964, -0.25]],
    });
  });

  test('of several outputs, which come last', () => {
    expect(read(toShap(two))).toMatchObject({
      values: [
        [
          [-0.5, 0.5],
          [0.25, -0.25],
        ],
      ],
      base_values: [[0.5, 0.5]],
      output_names: ['no', 'yes'],
      error_std: [
        [
          [0.125, 0.125],
          [0, 0.0625],
        ],
      ],
    });
  });

  test('of a text: pieces that joined give it back', () => {
    const { data, error_std, lower_bounds, upper_bounds } = read(toShap(text));
    expect(data).toEqual([['So ', '👍🏽 ', 'good!']]);
    expect([error_std, lower_bounds, upper_bounds]).toEqual([null, null, null]);
  });

  test('of a part of a text, and of equal words as one', () => {
    const { input } = text;
    if (input.kind !== 'text') throw new Error('made as a text');
    expect(toShap({ ...text, input: { ...input, part: [0, 12] } }).data).toEqual([['So ', '👍🏽 ', 'good']]);
    const spans: typeof input.spans = [
      [
        [0, 2],
        [8, 9],
      ],
      [[3, 7]],
      [[8, 12]],
    ];
    expect(toShap({ ...text, input: { ...input, spans } }).data).toEqual([['So', '👍🏽', 'good']]);
  });

  test('has no single value for players of several columns, or for segments, and says so', () => {
    const grouped = { ...plainRecord, players: ['a', 'rest'], groups: { rest: ['b'] } };
    expect(toShap(grouped).data).toBeNull();
    expect(notes('shap', grouped)).toEqual([
      'shap has no place for values of players that are several columns: left out.',
    ]);
    expect(toShap(picture).data).toBeNull();
    expect(notes('shap', picture)).toEqual(['shap has no place for the pixels of each segment: left out.']);
    expect(notes('shap', plainRecord)).toEqual([]);
  });
});

describe('Vertex AI', () => {
  test('an attribution for each output', () => {
    expect(read(toVertex(two, { modelOutputs: ['maybe', 'no', 'yes'] }))).toEqual({
      attributions: [
        {
          baselineOutputValue: 0.5,
          instanceOutputValue: 0.25,
          featureAttributions: { a: -0.5, b: 0.25 },
          outputIndex: [1],
          outputDisplayName: 'no',
          approximationError: 0.125,
          outputName: 'output',
        },
        {
          baselineOutputValue: 0.5,
          instanceOutputValue: 0.75,
          featureAttributions: { a: 0.5, b: -0.25 },
          outputIndex: [2],
          outputDisplayName: 'yes',
          approximationError: 0.125,
          outputName: 'output',
        },
      ],
    });
    expect(toVertex(two).attributions.map(({ outputIndex }) => outputIndex)).toEqual([[0], [1]]);
  });

  test('a text is one feature; an error that is not known is left out', () => {
    const model = { ...text.model, outputTensor: 'scores' };
    const [only] = read(toVertex({ ...text, model })).attributions;
    expect(only.featureAttributions).toEqual({ text: [0.5, -0.25, 0] });
    expect(only.outputName).toBe('scores');
    expect(Object.keys(only)).not.toContain('approximationError');
    expect(notes('vertex', text)).toEqual(['Vertex AI has no place for the words themselves: left out.']);
  });

  test('players whose names every object seems to have', () => {
    const players = ['__proto__', 'constructor'];
    const [only] = read(toVertex({ ...plainRecord, players })).attributions;
    expect(Object.entries(only.featureAttributions)).toEqual([
      ['__proto__', 0.5],
      ['constructor', -0.25],
    ]);
  });

  test('two players of one name are refused by name', () => {
    expect(errorOf(() => toVertex({ ...plainRecord, players: ['a', 'a'] }))).toMatchObject({
      code: 'record-form',
      message: expect.stringContaining('two of its players are called "a"'),
    });
  });

  test('says what it leaves out', () => {
    expect(notes('vertex', { ...two, space: 'raw', ...together })).toEqual([
      'Vertex AI has no place for the standard error of each player (it has the largest), the space in which values ' +
        'add up (raw), interactions: left out.',
    ]);
  });
});

describe('SageMaker Clarify', () => {
  test('a feature for each column, with a number for each label', () => {
    const input = { ...plainRecord.input, columns: ['a', 'b'], values: [1, 'red'] } as Explanation['input'];
    expect(read(toClarify({ ...two, input }))).toEqual({
      version: '1.0',
      predictions: { content_type: 'text/csv', data: '0.25,0.75' },
      explanations: {
        kernel_shap: [
          [
            { feature_header: 'a', feature_type: 'numerical', attributions: [{ attribution: [-0.5, 0.5] }] },
            { feature_header: 'b', feature_type: 'categorical', attributions: [{ attribution: [0.25, -0.25] }] },
          ],
        ],
      },
    });
    expect(notes('clarify', two)).toEqual(['SageMaker Clarify has no place for standard errors: left out.']);
  });

  test('a missing value and a segment have no type', () => {
    const [, missing] = toClarify(plainRecord).explanations.kernel_shap[0];
    expect(missing).toEqual({ feature_header: 'b', attributions: [{ attribution: [-0.25] }] });
    expect(toClarify(picture).explanations.kernel_shap[0].map((feature) => feature.feature_type)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a text is one feature, whose words stand where they begin, counted in characters', () => {
    expect(read(toClarify(text)).explanations.kernel_shap).toEqual([
      [
        {
          feature_header: 'text',
          feature_type: 'text',
          attributions: [
            { attribution: [0.5], description: { partial_text: 'So', start_idx: 0 } },
            { attribution: [-0.25], description: { partial_text: '👍🏽', start_idx: 3 } },
            { attribution: [0], description: { partial_text: 'good', start_idx: 6 } },
          ],
        },
      ],
    ]);
  });

  test('a text that was removed is refused', () => {
    const without = { ...text, input: { ...text.input, text: null } } as Explanation;
    expect(errorOf(() => toClarify(without))).toMatchObject({
      code: 'record-form',
      message: expect.stringContaining('its text was removed'),
    });
    expect(toShap(without).data).toBeNull();
  });
});

describe('shapiq', () => {
  test('a file for each output, as InteractionValues are saved', () => {
    const [no, yes] = read(toShapiq(two));
    expect(no.data).toEqual({ Empty: 0.5, 0: -0.5, 1: 0.25 });
    expect(yes).toEqual({
      object_name: 'InteractionValues',
      data_type: 'interaction_values',
      version: '1.3.0',
      created_from: 'e',
      description: 'm: yes',
      parameters: {
        record: '',
        output: 'yes',
        space: 'output',
        explainer: 'exact',
        players: ['a', 'b'],
        standard_errors: [0.125, 0.0625],
      },
      timestamp: '2026-01-01T00:00:00.000Z',
      metadata: {
        n_players: 2,
        index: 'SV',
        max_order: 1,
        min_order: 0,
        estimated: true,
        estimation_budget: 2,
        baseline_value: 0.5,
      },
      data: { Empty: 0.5, 0: 0.5, 1: -0.25 },
    });
  });

  test.each([
    ['shapley', 'SII', { Empty: 0.5, 0: 0.5, 1: -0.25, '0,1': 0.5 }],
    // Faith-Shap's single players and pairs add up to the prediction.
    ['faithful', 'FSII', { Empty: 0.5, 0: 0.25, 1: -0.5, '0,1': 0.5 }],
  ])('interactions of the index %s are %s', (index, known, data) => {
    const explainer = { ...plainRecord.explainer, name: 'interactions', options: { index } };
    const [only] = read(toShapiq({ ...plainRecord, ...together, explainer }));
    expect(only.metadata).toMatchObject({ index: known, max_order: 2, estimated: false, estimation_budget: null });
    expect(only.data).toEqual(data);
  });

  test.each(['lime', 'glime', 'occlusion', 'rise', 'grad-cam', 'integrated-gradients'])(
    'values of %s are those of no game, and refused',
    (name) => {
      const record = { ...plainRecord, explainer: { ...plainRecord.explainer, name } };
      expect(errorOf(() => toShapiq(record))).toMatchObject({
        code: 'record-form',
        message: expect.stringContaining(`${name} gives neither`),
      });
      expect(toShap(record).values).toEqual([[0.5, -0.25]]);
    },
  );

  test('Owen values are said to be written as Shapley values', () => {
    const record = { ...plainRecord, explainer: { ...plainRecord.explainer, name: 'partition-shap' } };
    expect(toShapiq(record)[0].metadata.index).toBe('SV');
    expect(notes('shapiq', record)).toEqual([
      'shapiq has no name for Owen values: they are written as Shapley values (SV).',
    ]);
  });
});

test.each(formNames)('%s refuses a record of equal shares', (name) => {
  const silent: Explanation = { ...plainRecord, endsOnly: true };
  expect(errorOf(() => forms[name].write(silent))).toMatchObject({
    code: 'record-form',
    message: expect.stringContaining('nothing was learnt'),
  });
});

describe('any record is read back to the same numbers', () => {
  const always = (property: (record: Explanation) => void) =>
    fc.assert(
      fc.property(anyRecord, (record) => property(record)),
      { numRuns: 300 },
    );

  test('from shap', () => {
    always((record) => {
      const { values, base_values, error_std, lower_bounds, upper_bounds, feature_names, output_names } =
        read<ShapExplanation>(toShap(record));
      const one = record.outputs.length === 1;
      const rows = (found: ShapExplanation['values']) =>
        one ? found : transposed(found[0] as readonly (readonly number[])[]);
      expect(rows(values)).toEqual(record.attributions);
      expect(one ? base_values : base_values[0]).toEqual(record.base);
      expect([output_names].flat()).toEqual(record.outputs);
      expect(feature_names).toEqual(record.players);
      expect(error_std && rows(error_std)).toEqual(record.standardErrors);
      for (const [k, errors] of (record.standardErrors ?? []).entries())
        for (const [player, error] of errors.entries()) {
          const [low, high] = [lower_bounds, upper_bounds].map((bounds) => bounds && rows(bounds)[k]);
          const value = record.attributions[k][player];
          expect((low as number[])[player]).toBe(value - 1.959964 * error);
          expect((high as number[])[player]).toBe(value + 1.959964 * error);
        }
    });
  });

  test('from Vertex AI', () => {
    always((record) => {
      const { attributions } = read<VertexExplanation>(toVertex(record));
      const isText = record.input.kind === 'text';
      expect(
        attributions.map(({ featureAttributions }) =>
          isText ? featureAttributions.text : record.players.map((name) => featureAttributions[name]),
        ),
      ).toEqual(record.attributions);
      expect(attributions.map(({ baselineOutputValue }) => baselineOutputValue)).toEqual(record.base);
      expect(attributions.map(({ instanceOutputValue }) => instanceOutputValue)).toEqual(record.prediction);
      expect(attributions.map(({ outputDisplayName }) => outputDisplayName)).toEqual(record.outputs);
      expect(attributions.map(({ approximationError }) => approximationError)).toEqual(
        record.outputs.map((_, k) => (record.standardErrors ? Math.max(...record.standardErrors[k]) : undefined)),
      );
    });
  });

  test('from SageMaker Clarify, and each word from where it is', () => {
    always((record) => {
      const [features] = read<ClarifyResponse>(toClarify(record)).explanations.kernel_shap;
      const { input } = record;
      const parts = input.kind === 'text' ? features[0].attributions : features.flatMap((each) => each.attributions);
      expect(transposed(parts.map(({ attribution }) => attribution))).toEqual(record.attributions);
      if (input.kind !== 'text') {
        expect(features.map((feature) => feature.feature_header)).toEqual(record.players);
        return;
      }
      const characters = [...(input.text ?? '')];
      for (const { description } of parts) {
        const { partial_text, start_idx } = description ?? { partial_text: '', start_idx: -1 };
        expect(characters.slice(start_idx, start_idx + [...partial_text].length).join('')).toBe(partial_text);
      }
      expect(parts.map(({ description }) => description?.partial_text)).toEqual(record.players);
    });
  });

  test('from shapiq', () => {
    always((record) => {
      const found = read<ShapiqInteractionValues[]>(toShapiq(record));
      expect(found.map(({ parameters }) => parameters.output)).toEqual(record.outputs);
      for (const [k, { data, metadata, parameters }] of found.entries()) {
        expect([data.Empty, metadata.baseline_value]).toEqual([record.base[k], record.base[k]]);
        expect(parameters.standard_errors).toEqual(record.standardErrors?.[k] ?? null);
        const matrix = record.interactions?.[k];
        const pair = (i: number, j: number) => data[`${Math.min(i, j)},${Math.max(i, j)}`];
        const players = record.players.map((_, player) => player);
        const half = (player: number) => (matrix?.[player] ?? []).reduce((sum, value) => sum + value / 2, 0);
        expect(players.map((player) => data[player])).toEqual(
          players.map((player) => record.attributions[k][player] - (metadata.index === 'FSII' ? half(player) : 0)),
        );
        if (matrix) expect(players.map((i) => players.map((j) => (i === j ? 0 : pair(i, j))))).toEqual(matrix);
        expect(Object.keys(data)).toHaveLength(
          1 + players.length + (matrix ? (players.length * (players.length - 1)) / 2 : 0),
        );
      }
    });
  });
});
