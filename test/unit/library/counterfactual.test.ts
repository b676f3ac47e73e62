// What would change an answer, asked of the library. Over all kinds of model: every row that is
// proposed is answered as the record says, on the other side, within the limits, and unchanged
// elsewhere to the bit.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { CounterfactualOptions } from '../../../src/library/counterfactual-options.ts';
import type { GivenFile } from '../../../src/library/given-files.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { type Counterfactual, parseCounterfactual } from '../../../src/records/counterfactual.ts';
import { csvOf } from '../../support/stumps.ts';
import { goldenData } from '../support/golden.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const example = (folder: string, model: string): Promise<OrielModel> =>
  oriel.open([given(`${folder}/${model}.onnx`), given(`${folder}/data.csv`)], {
    card: given(`${folder}/${model}.card.json`),
  });

const file = (name: string, data: Uint8Array): GivenFile => ({ name, data: new Uint8Array(data) });
const read = (path: string): Uint8Array => readFileSync(new URL(`../../golden/${path}`, import.meta.url));

/** A golden model with the rows of its data, background and explained ones. */
function goldenModel(dataset: string, kind: string): Promise<OrielModel> {
  const { feature_names, explain, background } = goldenData(dataset);
  const table = csvOf([feature_names.map((name) => `"${name}"`), ...explain, ...background]);
  return oriel.open([file('model.onnx', read(`models/${dataset}-${kind}.onnx`)), file('rows.csv', table)], {
    ask: 'none',
  });
}

/** A booster with the rows of its reference. */
function booster(name: string, suffix: string): Promise<OrielModel> {
  const { rows } = JSON.parse(new TextDecoder().decode(read(`boosters/${name}.json`))) as {
    rows: readonly (readonly (number | null)[])[];
  };
  const bytes = read(`boosters/${name}${suffix}`);
  const named = /"feature_names":\s*(\[[^\]]*\])/.exec(new TextDecoder().decode(bytes))?.[1];
  const names = JSON.parse(named ?? '[]') as string[];
  const header = rows[0].map((_, at) => names[at] ?? `c${at}`);
  const table = csvOf([header, ...rows.map((row) => row.map((cell) => cell ?? ''))]);
  return oriel.open([file(`model${suffix}`, bytes), file('rows.csv', table)], { ask: 'none' });
}

/** What is wanted of a model: another class, or numbers beyond the present one. */
async function wish(model: OrielModel, row: number): Promise<CounterfactualOptions> {
  if (model.facts.card.task !== 'regression') return {};
  const [[answer]] = await model.predict([row]);
  const size = Math.max(1, Math.abs(answer));
  return { to: { output: model.facts.outputs[0], least: answer + 0.1 * size } };
}

async function check(model: OrielModel, record: Counterfactual): Promise<void> {
  expect(parseCounterfactual(JSON.parse(JSON.stringify(record)))).toEqual(record);
  const { input, limits, target, outputs } = record;
  const most = new Set<string>();
  for (const way of record.ways) {
    const [answer] = await model.predict([way.values]);
    expect(answer).toEqual(way.output);
    if (target.kind === 'range') {
      const value = answer[outputs.indexOf(target.output)];
      expect(value >= (target.least ?? -Infinity) && value <= (target.most ?? Infinity)).toBe(true);
    } else if (target.threshold !== null) {
      const [before, after] = [record.modelOutput, answer].map(
        (each) => each[each.length - 1] >= (target.threshold ?? 0),
      );
      expect(after).toBe(!before);
    } else expect(outputs[answer.indexOf(Math.max(...answer))]).not.toBe(target.from);
    const changed = new Map(way.changes.map((change) => [change.column, change]));
    most.add([...changed.keys()].join('|'));
    for (const [at, column] of input.columns.entries()) {
      const change = changed.get(column);
      const limit = limits.columns[at];
      if (!change) {
        expect(Object.is(way.values[at], input.values[at])).toBe(true);
        continue;
      }
      expect(limit.may).not.toBe('nothing');
      expect(change).toEqual({ column, from: input.values[at], to: way.values[at] });
      const { to, from } = change;
      if (typeof to === 'number') {
        expect(to).toBeGreaterThanOrEqual((limit.least ?? 0) - 1e-6 * Math.abs(limit.least ?? 0));
        expect(to).toBeLessThanOrEqual((limit.most ?? 0) + 1e-6 * Math.abs(limit.most ?? 0));
        if (limit.step !== null) expect(Math.abs(to / limit.step - Math.round(to / limit.step))).toBeLessThan(1e-3);
        if (limit.may === 'up') expect(to).toBeGreaterThan(from as number);
        if (limit.may === 'down') expect(to).toBeLessThan(from as number);
      } else if (to === null) expect(limit.missing).toBe(true);
      else expect(limit.levels).toContain(to);
    }
  }
  expect(most.size).toBe(record.ways.length);
}

describe('over all kinds of model, what is proposed is answered so, and within the limits', () => {
  test.each<readonly [string, () => Promise<OrielModel>, readonly number[]]>([
    ['boosted trees of levels and numbers', () => example('credit', 'gbt'), [1, 10, 384]],
    ['a network of levels and numbers', () => example('credit', 'mlp'), [1, 384]],
    ['a forest of three classes', () => example('penguins', 'forest'), [0, 150]],
    ['a network of numbers', () => example('breast-cancer', 'mlp'), [100]],
    ['boosted regression', () => example('diabetes', 'gbt'), [7]],
    ['a forest', () => goldenModel('wine', 'rf'), [1]],
    ['a scaled logistic model', () => goldenModel('breast_cancer', 'lr'), [0, 1]],
    ['a linear model of three classes', () => goldenModel('iris', 'lr'), [0, 5]],
    ['a linear regression', () => goldenModel('diabetes', 'lin'), [0]],
    ['a network of three classes', () => goldenModel('wine', 'mlp'), [0]],
    ['XGBoost with missing values', () => booster('xgboost-binary-missing', '.model.json'), [0, 3]],
    ['XGBoost with dropped trees', () => booster('xgboost-dart', '.model.json'), [0, 3]],
    ['XGBoost of several classes', () => booster('xgboost-multiclass', '.model.json'), [0, 30]],
    ["XGBoost's linear booster", () => booster('xgboost-linear', '.model.json'), [0]],
    ['LightGBM with categories and missing values', () => booster('lightgbm-categorical-missing', '.txt'), [0, 3]],
    ['LightGBM with zeros as missing', () => booster('lightgbm-zero-as-missing', '.txt'), [0, 3]],
    ['LightGBM with linear leaves', () => booster('lightgbm-linear-leaves', '.txt'), [0]],
    ['LightGBM of counts', () => booster('lightgbm-poisson', '.txt'), [0]],
  ])('%s', async (_, open, rows) => {
    const model = await open();
    for (const row of rows) {
      const record = await model.counterfactual(row, {
        ...(await wish(model, row)),
        changed: 3,
        milliseconds: 600_000,
        missing: row % 2 === 1,
      }).result;
      expect(record.stopped).toBe('done');
      await check(model, record);
    }
    await model.close();
  });
});
