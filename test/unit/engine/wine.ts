import { readFileSync } from 'node:fs';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../src/engine/protocol.ts';
import { goldenData } from '../support/golden.ts';

/**
 * An engine in this thread, one real evaluator, a network on a table; tells how many evaluators
 * were made and closed, and how many coalitions were valued. `bind` makes another study of the
 * same.
 */
export async function openWine(idleMilliseconds?: number) {
  const seen = { made: 0, closed: 0, valued: 0 };
  const spawn = () => {
    seen.made++;
    const real = createEvaluator();
    const value: typeof real.value = (coalitions) => {
      seen.valued += coalitions.count;
      return real.value(coalitions);
    };
    return { api: { ...real, value }, died: new Promise<Error>(() => {}), close: () => void seen.closed++ };
  };
  const engine = createEngine({ workers: 1, spawn, ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }) });
  const data = goldenData('wine');
  const csv = [data.feature_names, ...data.explain].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
  const bytes = (content: Uint8Array) => new Uint8Array(content).buffer as ArrayBuffer;
  const file = readFileSync(new URL('../../golden/models/wine-mlp.onnx', import.meta.url));
  const model = await engine.openModel({ name: 'wine-mlp.onnx', data: bytes(file) });
  const table = await engine.openTable({ name: 'rows.csv', data: bytes(new TextEncoder().encode(csv)) });
  const bind = () => engine.study({ model: model.handle, table: table.handle });
  const study = await bind();
  const base = {
    study: study.handle,
    explainer: { name: 'kernel-shap' },
    outputs: 'all',
    seed: 3,
    curves: false,
  } as const;
  const one: ExplainRequest = { ...base, budget: { samples: 64 }, input: { kind: 'row', row: 0 } };
  return { engine, base, one, seen, bind };
}
