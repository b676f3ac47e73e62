import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bindTabular } from '../../../src/models/bind/index.ts';
import type { Model } from '../../../src/models/model.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../src/models/onnx/runtime/session.ts';
import { bytesOf, numericColumns, openExample, tableOf } from '../../support/models.ts';

const golden = new URL('../../golden/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, golden), 'utf8'));
const opened: Model[] = [];
afterAll(async () => {
  for (const model of opened) await model.close();
});

/** Area under the ROC curve: pairs ordered rightly, ties a half. */
function areaUnderCurve(scores: readonly number[], truth: readonly number[]): number {
  let right = 0;
  let pairs = 0;
  for (const [i, positive] of truth.entries()) {
    for (const [j, negative] of truth.entries()) {
      if (positive !== 1 || negative !== 0) continue;
      pairs++;
      right += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return right / pairs;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Holdout {
  /** The model's answers, a list of K numbers a row. */
  readonly answers: number[][];
  readonly truth: number[];
}

const accuracy = ({ answers, truth }: Holdout) =>
  mean(
    answers.map((row, i) =>
      Number((row.length === 1 ? Number(row[0] > 0.5) : row.indexOf(Math.max(...row))) === truth[i]),
    ),
  );
const area = ({ answers, truth }: Holdout) =>
  areaUnderCurve(
    answers.map((row) => row.at(-1) as number),
    truth,
  );
const rSquared = ({ answers, truth }: Holdout) => {
  const centre = mean(truth);
  return 1 - mean(truth.map((y, i) => (y - answers[i][0]) ** 2)) / mean(truth.map((y) => (y - centre) ** 2));
};

// The numbers are those that the cards state for the rows the models were not trained on.
const examples = [
  ['credit', 'gbt', 2, area, 0.784],
  ['credit', 'mlp', 1, area, 0.788],
  ['breast-cancer', 'mlp', 1, accuracy, 0.965],
  ['penguins', 'forest', 3, accuracy, 0.985],
  ['diabetes', 'gbt', 1, rSquared, 0.482],
] as const;

describe.each(examples)('%s %s', (folder, name, outputs, score, stated) => {
  test('answers as its card states, with probabilities that sum to 1', async () => {
    const { card, table, bound, model, rows, facts } = await openExample(folder, name);
    opened.push(model);
    expect(facts.sha256).toBe(card.sha256);
    expect(model.outputs).toBe(outputs);
    const values = await model.predict(rows, table.rows.count);
    expect(values).toHaveLength(table.rows.count * outputs);

    const answers = Array.from({ length: table.rows.count }, (_, row) =>
      Array.from(values.subarray(row * outputs, (row + 1) * outputs)),
    );
    if (card.task !== 'regression') {
      for (const answer of answers) {
        if (outputs > 1) expect(answer.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        expect(Math.min(...answer)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...answer)).toBeLessThanOrEqual(1);
      }
    }
    expect(bound.target).toBe(card.target);
    const target = table.columns.findIndex((column) => column.name === card.target);
    const holdout = card.holdout ?? [];
    expect(holdout.length).toBeGreaterThan(50);
    const truth = holdout.map((row) => table.rows.data[row * table.rows.columns + target]);
    expect(score({ answers: holdout.map((row) => answers[row]), truth })).toBeCloseTo(stated, 3);
  });
});

const references = readdirSync(new URL('models/', golden)).filter((name) => name.endsWith('.json'));

test.each(references)('the golden model %s answers as scikit-learn did', async (name) => {
  const [dataset] = name.split('-');
  const data = json(`data/${dataset}.json`);
  const { pred_explain: expected } = json(`models/${name}`);
  const { facts, bytes } = await readOnnx(bytesOf(`test/golden/models/${name.replace('.json', '.onnx')}`), name);
  const { binding, columns } = bindTabular(facts, tableOf(numericColumns(...data.feature_names)), null, null);
  expect(columns).toEqual([...columns.keys()]);
  const model = await openOnnx(bytes, binding, 'wasm', { file: name });
  opened.push(model);
  const values = await model.predict(Float32Array.from(data.explain.flat()), data.explain.length);
  for (const [row, answer] of expected.entries()) {
    const wanted: number[] = Array.isArray(answer) ? answer : model.outputs === 2 ? [1 - answer, answer] : [answer];
    for (const [k, value] of wanted.entries()) {
      expect(Math.abs(values[row * model.outputs + k] - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    }
  }
});
