// Several who use an engine may have more models open than pools are kept.

import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';

const bytes = (path: string, ...more: number[]) => {
  const file = readFileSync(new URL(`../../../../public/examples/credit/${path}`, import.meta.url));
  return { name: path, data: new Uint8Array([...file, ...more]).buffer };
};
/** The same network as another file: with a doc_string "x". */
const DOC_STRING = [0x32, 1, 0x78];

test('a pool at work is not closed for others, and those that are too many are closed afterwards', async () => {
  const seen = { made: 0, closed: 0 };
  const spawn = () => {
    seen.made++;
    const real = createEvaluator();
    const value: typeof real.value = async (coalitions) => {
      await new Promise((resolve) => setImmediate(resolve));
      return real.value(coalitions);
    };
    return { api: { ...real, value }, died: new Promise<Error>(() => {}), close: () => void seen.closed++ };
  };
  const engine = createEngine({ workers: 1, spawn, ahead: false });
  const table = await engine.openTable(bytes('data.csv'));
  const studies: string[] = [];
  for (const file of [bytes('mlp.onnx'), bytes('gbt.onnx'), bytes('mlp.onnx', ...DOC_STRING)]) {
    const model = await engine.openModel(file);
    studies.push((await engine.study({ model: model.handle, table: table.handle })).handle);
  }
  const request = {
    study: studies[0],
    input: { kind: 'row', row: 3 },
    explainer: { name: 'permutation-shap' },
    outputs: 'default',
    seed: 0,
    budget: { samples: 2000, error: 0 },
    curves: false,
  } as const;
  let begun = (): void => {};
  const asked = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const long = engine.explain('long', request, ({ done }) => done > 0 && begun());
  await asked;
  for (const study of studies.slice(1)) await engine.predict(study, { kind: 'row', row: 3 });
  expect((await long).stopped).toBe('samples');
  await vi.waitFor(() => expect(seen.made - seen.closed).toBe(2));
  await engine.close();
});
