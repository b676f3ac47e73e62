// Models that take sequences, through the whole engine: a table's columns are the steps, and the
// players are features, steps or both. The values are those of trying every combination on what the
// operators' definitions say.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type Card, parseCard } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { SequencePlayers } from '../../../src/engine/protocol.ts';
import type { StudyChoice } from '../../../src/engine/studies/study.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { besides, channelsFirst, lstm, networks } from '../../support/sequences.ts';
import { seeded, tf } from '../../support/tfjs.ts';
import { largestDifference } from '../support/attributions.ts';
import { byCoalitions } from '../support/games.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const STEPS = 4;
const FEATURES = ['hr', 'bp'];
const ROWS = 9;
const random = createRandom(3);
/** Rows of steps × features. */
const data = Array.from({ length: ROWS }, () =>
  Array.from({ length: STEPS }, () => FEATURES.map(() => Math.fround(Math.round(8 * random.normal()) / 8))),
);

const source = (name: string, content: string | Uint8Array) => ({
  name,
  data: Uint8Array.from(typeof content === 'string' ? new TextEncoder().encode(content) : content).buffer,
});

/** A table with a column for each cell, in an order of its own, and a target behind them. */
function tableOf(name: (feature: string, step: number) => string, byFeature = true): string {
  const cells = FEATURES.flatMap((_, k) => Array.from({ length: STEPS }, (_, t) => [t, k] as const));
  const order = byFeature ? cells : cells.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const header = [...order.map(([t, k]) => name(FEATURES[k], t)), 'outcome'];
  return [header, ...data.map((row, n) => [...order.map(([t, k]) => row[t][k]), n % 2])]
    .map((line) => line.join(','))
    .join('\n');
}

interface Opening extends Omit<StudyChoice, 'table'> {
  readonly model: Uint8Array;
  readonly csv: string;
  readonly beside?: Readonly<Record<string, Uint8Array>>;
}

async function open({ model: bytes, csv, beside = {}, ...choice }: Opening) {
  const name = beside && Object.keys(beside).length > 0 ? 'model.json' : 'model.onnx';
  const parts = Object.entries(beside).map(([part, content]) => source(part, content));
  const model = await engine.openModel(source(name, bytes), parts);
  const table = await engine.openTable(source('data.csv', csv));
  const study = await engine.study({ model: model.handle, table: table.handle, ...choice });
  const explain = (players?: SequencePlayers, explainer = 'exact', row = 2): Promise<Explanation> =>
    engine.explain(
      'job',
      {
        study: study.handle,
        input: { kind: 'row', row },
        explainer: { name: explainer },
        outputs: 'all',
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'all', rows: 0 },
        ...(players && { sequence: { players } }),
      },
      () => {},
    );
  return { study, explain };
}

type Answer = (steps: readonly (readonly number[])[]) => number;

/** Shapley values of row 2, by name: from the answers to all mixtures of it and each row. */
function expected(answer: Answer, playerOf: (step: number, feature: number) => number, players: number): Float64Array {
  const value = (present: Uint8Array) =>
    data.reduce((sum, other) => {
      const mixed = other.map((cells, t) => cells.map((cell, k) => (present[playerOf(t, k)] ? data[2][t][k] : cell)));
      return sum + answer(mixed) / ROWS;
    }, 0);
  return byCoalitions({ players, outputs: 1, value: (present) => [value(present)] });
}

const MANNERS = [
  ['feature', (_: number, k: number) => k, FEATURES],
  ['step', (t: number) => t, ['step 1', 'step 2', 'step 3', 'step 4']],
  ['cell', (t: number, k: number) => t * 2 + k, null],
] as const;

function check(record: Explanation, answer: Answer, manner: (typeof MANNERS)[number], tolerance = 1e-6): void {
  const [players, playerOf, names] = manner;
  expect(record.input).toMatchObject({ sequence: { steps: STEPS, features: FEATURES, players } });
  expect(Math.abs(record.modelOutput[0] - answer(data[2]))).toBeLessThan(tolerance);
  if (names) expect(record.players).toEqual(names);
  expect(record.groups === null).toBe(players === 'cell');
  const values = expected(answer, playerOf, record.players.length);
  expect(largestDifference(Float64Array.from(record.attributions[0]), values)).toBeLessThan(tolerance);
}

test.each([
  ['any number of rows and steps', 'n', 't'],
  ['one row at a time', 1, STEPS],
] as const)('an LSTM that takes %s, its columns told by their names', { timeout: 60_000 }, async (_, batch, steps) => {
  const { bytes, answer } = lstm(FEATURES.length, batch, steps);
  const { study, explain } = await open({ model: bytes, csv: tableOf((feature, t) => `${feature}_${t + 1}`) });
  expect(study.notices).toContainEqual(expect.objectContaining({ key: 'model.sequenceRecognised' }));
  expect(study.sequence).toEqual({ steps: STEPS, features: FEATURES, first: 1, layout: 'TF' });
  expect(study.columns.map(({ name }) => name).slice(0, 3)).toEqual(['hr_1', 'bp_1', 'hr_2']);
  expect(study.card.target).toBe('outcome');
  for (const manner of MANNERS) check(await explain(manner[0]), answer, manner);
  check(await explain(), answer, MANNERS[2]);
});

test('the card that is written opens the same model to the same record', { timeout: 60_000 }, async () => {
  const { bytes, answer } = lstm(FEATURES.length, 'n', 't');
  const first = await open({ model: bytes, csv: tableOf((feature, t) => `t${t}_${feature}`, false) });
  expect(first.study.card.input).toMatchObject({ sequence: { columns: 't{step}_{feature}', first: 0, layout: 'TF' } });
  expect(first.study.card.features?.[2]).toMatchObject({ name: 't1_hr', label: 'hr, step 1' });
  const before = await first.explain('step');
  expect(before.players).toEqual(['step 0', 'step 1', 'step 2', 'step 3']);
  const again = await open({
    model: bytes,
    csv: tableOf((feature, t) => `t${t}_${feature}`, true),
    card: JSON.parse(JSON.stringify(first.study.card)) as Card,
  });
  const after = await again.explain('step');
  expect(after.attributions).toEqual(before.attributions);
  check(await again.explain('feature'), answer, MANNERS[0]);
});

test.each([
  ['steps', false],
  ['features', true],
] as const)('columns whose names say nothing stand as the card says: by %s', { timeout: 60_000 }, async (order, by) => {
  const { bytes, answer } = lstm(FEATURES.length, 'n', STEPS);
  const names = Array.from({ length: 8 }, (_, at) => 'abcdefgh'[at]);
  let at = 0;
  const csv = tableOf(() => names[at++], by);
  const card: Card = {
    schema: 'oriel.card/1',
    name: 'letters',
    task: 'binary',
    target: 'outcome',
    input: { kind: 'tabular', sequence: { steps: STEPS, features: FEATURES, order } },
  };
  const { explain } = await open({ model: bytes, csv, card });
  for (const manner of MANNERS) check(await explain(manner[0]), answer, manner);
  const error = await open({ model: bytes, csv }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'model-input',
    details: { text: { key: 'model.sequenceWanted', values: { shape: '[?, 4, 2]', steps: 4, features: 2 } } },
  });
  const [example] = /\{.*\}/.exec(String(error)) ?? [];
  expect(parseCard(JSON.parse(example ?? ''), 'card.json').input).toMatchObject({
    sequence: { steps: 4, features: ['hr', 'bp'], columns: '{feature}_{step}' },
  });
});

test('features whose names are numbers are players in the order of the model', { timeout: 60_000 }, async () => {
  const numbers: Readonly<Record<string, string>> = { hr: '10', bp: '2' };
  const { bytes, answer } = lstm(FEATURES.length, 'n', STEPS);
  const csv = tableOf((feature, t) => `${numbers[feature]}_${t + 1}`);
  const { study, explain } = await open({ model: bytes, csv });
  expect(study.sequence?.features).toEqual(['10', '2']);
  const record = await explain('feature');
  expect(record.players).toEqual(['10', '2']);
  for (const player of record.players)
    expect(record.groups?.[player]).toEqual([1, 2, 3, 4].map((step) => `${player}_${step}`));
  const values = expected(answer, (_, k) => k, 2);
  expect(largestDifference(Float64Array.from(record.attributions[0]), values)).toBeLessThan(1e-6);
});

test('features before steps, as convolutions of PyTorch take them', { timeout: 60_000 }, async () => {
  const model = channelsFirst(FEATURES.length, STEPS);
  const { study, explain } = await open({ model, csv: tableOf((feature, t) => `${feature}${t + 7}`) });
  expect(study.sequence).toEqual({ steps: STEPS, features: FEATURES, first: 7, layout: 'FT' });
  const record = await explain('step');
  expect(record.players).toEqual(['step 7', 'step 8', 'step 9', 'step 10']);
  expect(record.groups?.['step 7']).toEqual(['hr7', 'bp7']);
  expect(record.additivityResidual?.every((residual) => Math.abs(residual) < 1e-6)).toBe(true);
});

/** The file with the initializers that Keras trains recurrent layers with. */
function asTrained(json: Uint8Array): Uint8Array {
  const file = JSON.parse(new TextDecoder().decode(json), (key, value) =>
    key === 'recurrent_initializer' ? { class_name: 'Orthogonal', config: { gain: 1, seed: null } } : value,
  );
  return new TextEncoder().encode(JSON.stringify(file));
}

test.each(Object.entries(networks))('TensorFlow.js: %s', { timeout: 120_000 }, async (_, network) => {
  await tf.setBackend('cpu');
  const model = network(STEPS, FEATURES.length);
  const { json, shards } = await seeded(model, 4);
  const answer: Answer = (steps) =>
    tf.tidy(() => (model.predict(tf.tensor([steps.map((cells) => [...cells])])) as tf.Tensor).dataSync()[0]);
  const { study, explain } = await open({
    model: asTrained(json),
    beside: shards,
    csv: tableOf((feature, t) => `${feature}_${t + 1}`),
  });
  expect(study.sequence).toMatchObject({ steps: STEPS, features: FEATURES });
  for (const manner of MANNERS.slice(0, 2)) check(await explain(manner[0]), answer, manner, 1e-5);
  // Derivatives by each cell, summed for the players.
  const [cells, steps] = [await explain('cell', 'integrated-gradients'), await explain('step', 'integrated-gradients')];
  expect(steps.attributions[0]).toHaveLength(STEPS);
  for (const [t, value] of steps.attributions[0].entries())
    expect(value).toBeCloseTo(cells.attributions[0][2 * t] + cells.attributions[0][2 * t + 1], 5);
  expect(Math.abs(cells.additivityResidual?.[0] ?? 1)).toBeLessThan(1e-3);
});

test.each(['gru', 'lstm-one-row', 'attention'])('PyTorch: %s', { timeout: 120_000 }, async (name) => {
  const file = (ending: string) => readFileSync(new URL(`../../golden/sequences/${ending}`, import.meta.url));
  const answers = JSON.parse(file(`${name}.json`).toString()) as readonly (readonly number[])[];
  const { study, explain } = await open({ model: file(`${name}.onnx`), csv: file('data.csv').toString() });
  expect(study.sequence).toEqual({ steps: 12, features: ['hr', 'bp', 'temp'], first: 1, layout: 'TF' });
  for (const row of [0, 13, 19]) {
    const record = await explain('feature', 'exact', row);
    expect(record.players).toEqual(['hr', 'bp', 'temp']);
    expect(largestDifference(record.modelOutput, answers[row])).toBeLessThan(1e-6);
  }
});

describe('columns beside a sequence', () => {
  const BESIDE = ['age', 'hr'];
  const columns = data.map((_, n) => [Math.fround(0.3 * n - 1), (n % 3) / 2]);
  type Both = (steps: readonly (readonly number[])[], beside: readonly number[]) => number;
  const MANNERS = [
    ['feature', (_: number, k: number) => k, ['hr (sequence)', 'bp']],
    ['step', (t: number) => t, ['step 1', 'step 2', 'step 3', 'step 4']],
    ['cell', (t: number, k: number) => t * 2 + k, ['hr_1', 'bp_1', 'hr_2', 'bp_2', 'hr_3', 'bp_3', 'hr_4', 'bp_4']],
  ] as const;

  /** The table with the columns beside it in the midst of the others. */
  function mixed(): string {
    const lines = tableOf((feature, t) => `${feature}_${t + 1}`).split('\n');
    return lines
      .map((line, n) => {
        const cells = line.split(',');
        cells.splice(3, 0, ...(n === 0 ? BESIDE : columns[n - 1].map(String)));
        return cells.join(',');
      })
      .join('\n');
  }

  /** Shapley values of row 2, of the sequence's players and of the columns beside it. */
  function values(answer: Both, playerOf: (step: number, feature: number) => number, players: number, first: boolean) {
    const [start, after] = first ? [BESIDE.length, 0] : [0, players];
    const value = (present: Uint8Array) =>
      data.reduce((sum, other, n) => {
        const steps = other.map((cells, t) =>
          cells.map((cell, k) => (present[start + playerOf(t, k)] ? data[2][t][k] : cell)),
        );
        const beside = columns[n].map((cell, j) => (present[after + j] ? columns[2][j] : cell));
        return sum + answer(steps, beside) / ROWS;
      }, 0);
    return byCoalitions({ players: players + BESIDE.length, outputs: 1, value: (present) => [value(present)] });
  }

  async function checkAll(opened: Awaited<ReturnType<typeof open>>, answer: Both, first: boolean, tolerance: number) {
    const { study, explain } = opened;
    expect(study.sequence).toEqual({
      ...{ steps: STEPS, features: FEATURES, first: 1, layout: 'TF' },
      ...(first && { from: 2 }),
    });
    expect(study.card.target).toBe('outcome');
    for (const [players, playerOf, names] of MANNERS) {
      const record = await explain(players);
      expect(record.players).toEqual(first ? [...BESIDE, ...names] : [...names, ...BESIDE]);
      expect(record.input).toMatchObject({ sequence: { steps: STEPS, players, ...(first && { from: 2 }) } });
      expect(Math.abs(record.modelOutput[0] - answer(data[2], columns[2]))).toBeLessThan(tolerance);
      const expected = values(answer, playerOf, names.length, first);
      expect(largestDifference(Float64Array.from(record.attributions[0]), expected)).toBeLessThan(tolerance);
    }
  }

  test.each([
    ['behind it', false, 'n'],
    ['before it', true, 'n'],
    ['before it, one row at a time', true, 1],
  ] as const)('ONNX: an input %s', { timeout: 60_000 }, async (_, first, batch) => {
    const { bytes, answer } = lstm(FEATURES.length, batch, STEPS, { columns: BESIDE.length, first });
    const opened = await open({ model: bytes, csv: mixed() });
    await checkAll(opened, answer, first, 1e-6);
    const written = opened.study.card;
    expect(written.features?.find(({ name }) => name === 'age')?.label).toBeUndefined();
    const again = await open({ model: bytes, csv: mixed(), card: JSON.parse(JSON.stringify(written)) as Card });
    expect((await again.explain('step')).attributions).toEqual((await opened.explain('step')).attributions);
  });

  test('TensorFlow.js: a network of both, with derivatives', { timeout: 120_000 }, async () => {
    await tf.setBackend('cpu');
    const model = besides(STEPS, FEATURES.length, BESIDE.length);
    const { json, shards } = await seeded(model, 4);
    const answer: Both = (steps, beside) =>
      tf.tidy(() => {
        const given = [tf.tensor([steps.map((cells) => [...cells])]), tf.tensor([[...beside]])];
        return (model.predict(given) as tf.Tensor).dataSync()[0];
      });
    const opened = await open({ model: asTrained(json), beside: shards, csv: mixed() });
    await checkAll(opened, answer, false, 1e-5);
    const cells = await opened.explain('cell', 'integrated-gradients');
    expect(cells.attributions[0]).toHaveLength(10);
    expect(Math.abs(cells.additivityResidual?.[0] ?? 1)).toBeLessThan(1e-3);
  });
});

test('what cannot be played is refused', { timeout: 60_000 }, async () => {
  const { bytes } = lstm(FEATURES.length, 'n', STEPS);
  const { explain, study } = await open({ model: bytes, csv: tableOf((feature, t) => `${feature}_${t + 1}`) });
  await expect(explain('step', 'lime')).rejects.toMatchObject({ details: { text: { key: 'engine.limeGroups' } } });
  const both = engine.explain(
    'job',
    {
      study: study.handle,
      input: { kind: 'row', row: 0 },
      explainer: { name: 'auto' },
      outputs: 'all',
      seed: 0,
      budget: {},
      groups: { a: ['hr_1'] },
      sequence: { players: 'step' },
    },
    () => {},
  );
  await expect(both).rejects.toMatchObject({ details: { text: { key: 'engine.sequenceGroups' } } });
});
