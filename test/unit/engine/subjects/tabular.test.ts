// Background and players are kept from one row to the next: a request gets its own, whatever was
// asked before.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCard } from '../../../../src/data/card.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../../src/engine/protocol.ts';

const file = (name: string) => readFileSync(`public/examples/diabetes/${name}`);
const source = (name: string) => ({ name, data: new Uint8Array(file(name)).buffer as ArrayBuffer });

async function opened() {
  const engine = createEngine({
    workers: 1,
    spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
  });
  const [model, table] = [await engine.openModel(source('gbt.onnx')), await engine.openTable(source('data.csv'))];
  const card = parseCard(JSON.parse(file('gbt.card.json').toString()), 'gbt');
  const { handle } = await engine.study({ model: model.handle, table: table.handle, card });
  const explain = async (more: Partial<ExplainRequest>) => {
    const request = {
      explainer: { name: 'auto' },
      outputs: 'default',
      seed: 1,
      budget: {},
      curves: false,
      ...more,
    } as const;
    const { id, background, players } = await engine.explain(
      'one',
      { study: handle, input: { kind: 'row', row: 3 }, ...request },
      () => {},
    );
    return { id, background, players };
  };
  return { engine, explain };
}

const requests: readonly Partial<ExplainRequest>[] = [
  {},
  { input: { kind: 'row', row: 4 } },
  { seed: 2 },
  { background: { method: 'sample', rows: 10 } },
  { background: { method: 'k-means', rows: 10 } },
  { groups: { both: ['age', 'sex'] } },
  { groups: null },
];

test('each request has the background and the players that it has by itself', async () => {
  const { engine, explain } = await opened();
  const found = [];
  for (const request of requests) found.push(await explain(request));
  await engine.close();
  expect(new Set(found.map(({ id }) => id)).size).toBe(requests.length - 1); // the last is the first again
  for (const [index, request] of requests.entries()) {
    const { engine: fresh, explain: alone } = await opened();
    expect(found[index]).toEqual(await alone(request));
    await fresh.close();
  }
});

test('the hierarchy of the columns is there for those who ask for it', async () => {
  const { engine, explain } = await opened();
  const budget = { samples: 64 };
  const explainers = [{ name: 'partition-shap' }, { name: 'gp-shap', options: { pairs: 'regions' } }];
  for (const explainer of explainers) expect((await explain({ explainer, budget })).players.length).toBeGreaterThan(1);
  await engine.close();
});
