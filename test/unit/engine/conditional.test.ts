// Absent columns drawn given the present ones, from the request to the record: with real models of
// trees and real tables, one of numbers and one with categories.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { Cell, ExplainRequest } from '../../../src/engine/protocol.ts';

async function open(example: string, workers = 1) {
  const source = (name: string) => ({
    name,
    data: new Uint8Array(readFileSync(`public/examples/${example}/${name}`)).buffer as ArrayBuffer,
  });
  const engine = createEngine({
    workers,
    spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
  });
  const [model, table] = [await engine.openModel(source('gbt.onnx')), await engine.openTable(source('data.csv'))];
  const card = parseCard(JSON.parse(Buffer.from(source('gbt.card.json').data).toString()), 'gbt');
  const { handle, columns } = await engine.study({ model: model.handle, table: table.handle, card });
  const request = (more: Partial<ExplainRequest>): ExplainRequest => ({
    study: handle,
    input: { kind: 'row', row: 3 },
    explainer: { name: 'auto' },
    outputs: 'default',
    seed: 1,
    budget: {},
    curves: false,
    ...more,
  });
  let job = 0;
  return {
    engine,
    columns,
    identify: (more: Partial<ExplainRequest>) => engine.identify(request(more)),
    explain: (more: Partial<ExplainRequest>) => engine.explain(`job ${job++}`, request(more), () => {}),
    cells: () => engine.row(handle, 3),
  };
}

const conditional = { tabular: { absent: 'conditional' } } as const;

let numbers: Awaited<ReturnType<typeof open>>;
let categories: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  [numbers, categories] = [await open('diabetes'), await open('credit')];
});
afterAll(() => Promise.all([numbers.engine.close(), categories.engine.close()]));

describe('the record', () => {
  test('says which question was asked, and that no error is known where all sets were tried', async () => {
    const record = await numbers.explain(conditional);
    expect(record.input).toMatchObject({ absent: { kind: 'conditional', imputer: 'gaussian-copula', draws: 100 } });
    expect(record.explainer.name).toBe('exact');
    expect(record.explainer.why).toContain('absent columns are drawn given the present ones (by a Gaussian copula');
    expect(record.explainer.why).not.toContain('nothing is estimated');
    expect(record.standardErrors).toBeNull();
    expect(record.additivityResidual?.[0]).toBeCloseTo(0, 8);
    // A table of 442 rows is taken whole.
    expect(record.background).toMatchObject({ method: 'sample', rows: 442, seed: null });
    expect(record.calls).toBe(1 + 1024 * 100);
  });

  test('of the marginal question is what it was, whether it is named or not', async () => {
    const [plain, named] = [await numbers.explain({}), await numbers.explain({ tabular: { absent: 'marginal' } })];
    expect(plain.explainer.name).toBe('tree-shap');
    expect(plain.input).not.toHaveProperty('absent');
    expect(named.id).toBe(plain.id);
    const [one, other] = [await numbers.identify({}), await numbers.identify({ tabular: { absent: 'marginal' } })];
    expect(one).toEqual(other);
    expect(one.request.masker).toEqual({});
  });

  test('is of the nearest rows where there are categories, with errors', async () => {
    const record = await categories.explain({ ...conditional, budget: { samples: 128 } });
    expect(record.input).toMatchObject({ absent: { imputer: 'nearest-rows' } });
    expect(record.explainer.name).toBe('gp-shap');
    expect(record.standardErrors?.flat().every((error) => Number.isFinite(error))).toBe(true);
    expect(record.attributions.flat().every(Number.isFinite)).toBe(true);
  });

  test('depends on the seed, the draws and the imputer, and requests say so', async () => {
    const few = { explainer: { name: 'kernel-shap' }, budget: { samples: 64 } };
    const ask = async (more: Partial<ExplainRequest>) => {
      const [{ id }, { request }] = [
        await numbers.explain({ ...few, ...more }),
        await numbers.identify({ ...few, ...more }),
      ];
      return [id, JSON.stringify(request)];
    };
    const asked = [
      await ask({}),
      await ask(conditional),
      await ask({ ...conditional, seed: 2 }),
      await ask({ tabular: { absent: 'conditional', draws: 10 } }),
      await ask({ tabular: { absent: 'conditional', imputer: 'nearest-rows' } }),
    ];
    for (const at of [0, 1]) expect(new Set(asked.map((each) => each[at])).size).toBe(asked.length);
    expect(await ask({ tabular: { absent: 'conditional', imputer: 'gaussian-copula', draws: 100 } })).toEqual(asked[1]);
  });
});

test('any number of workers gives the same bits', async () => {
  const many = await open('diabetes', 3);
  for (const name of ['kernel-shap', 'permutation-shap', 'gp-shap'])
    for (const imputer of ['gaussian-copula', 'nearest-rows'] as const) {
      const asked = {
        explainer: { name },
        budget: { samples: 96 },
        tabular: { absent: 'conditional', imputer },
      } as const;
      expect((await many.explain(asked)).id).toBe((await numbers.explain(asked)).id);
    }
  await many.engine.close();
});

test.each(['exact', 'kernel-shap', 'permutation-shap', 'sampling-shap', 'partition-shap', 'gp-shap', 'regression-msr'])(
  '%s explains the drawn game, and adds up',
  async (name) => {
    const few = { explainer: { name }, ...conditional, ...(name !== 'exact' && { budget: { samples: 256 } }) };
    const [record, exact] = [await numbers.explain(few), await numbers.explain(conditional)];
    expect(record.additivityResidual?.[0]).toBeCloseTo(0, 6);
    expect(record.base).toEqual(exact.base);
  },
);

test('columns that go together share what they tell, and so do the groups they make', async () => {
  const groups = { blood: ['s1', 's2', 's3', 's4'] };
  expect(numbers.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(groups.blood));
  const record = await numbers.explain({ ...conditional, groups });
  expect(record.players).toHaveLength(7);
  expect(record.attributions.flat().every(Number.isFinite)).toBe(true);
});

describe('is refused', () => {
  const refused = (more: Partial<ExplainRequest>, of = numbers) => expect(of.explain(more)).rejects;

  test.each(['tree-shap', 'lime', 'glime'])('with %s, which has settled the question', async (name) => {
    await refused({ explainer: { name }, ...conditional }).toMatchObject({
      code: 'request-invalid',
      details: { text: { key: 'engine.conditional.explainer', values: { name } } },
    });
  });

  test.each([
    ['categories', { tabular: { absent: 'conditional', imputer: 'gaussian-copula' } }],
    ['draws', { tabular: { absent: 'conditional', draws: 0 } }],
    ['draws', { tabular: { absent: 'conditional', draws: 1001 } }],
    ['alone', { tabular: { draws: 10 } }],
    ['alone', { tabular: { absent: 'marginal', imputer: 'nearest-rows' } }],
    ['kMeans', { ...conditional, background: { method: 'k-means', rows: 50 } }],
  ] as const)('for its %s: %o', async (what, more) => {
    await refused(more, categories).toMatchObject({
      code: 'request-invalid',
      details: { text: { key: `engine.conditional.${what}` } },
    });
  });

  test('for a background of more rows than may be drawn', async () => {
    await refused({ ...conditional, background: { method: 'sample', rows: 1001 } }).toMatchObject({
      code: 'request-invalid',
    });
    await refused({ background: { method: 'sample', rows: 101 } }).toMatchObject({ code: 'request-invalid' });
  });
});

describe.each(['gaussian-copula', 'nearest-rows'] as const)('%s', (imputer) => {
  test('takes a background of a single row: there is nothing to learn from it', async () => {
    const background = { method: 'sample', rows: 1 } as const;
    const record = await numbers.explain({ tabular: { absent: 'conditional', imputer }, background });
    const marginal = await numbers.explain({ background });
    for (const [column, value] of record.attributions[0].entries())
      expect(value).toBeCloseTo(marginal.attributions[0][column], 6);
  });

  test('takes a typed row', async () => {
    const cells: readonly Cell[] = await numbers.cells();
    const values = cells.map((cell) => (typeof cell === 'number' ? cell + 0.25 : cell));
    const record = await numbers.explain({
      input: { kind: 'values', values },
      tabular: { absent: 'conditional', imputer, draws: 7 },
      budget: { samples: 64 },
      explainer: { name: 'kernel-shap' },
    });
    expect(record.attributions.flat().every(Number.isFinite)).toBe(true);
  });
});
