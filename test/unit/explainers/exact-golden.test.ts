import { describe, expect, it } from 'vitest';
import { coalitionsIn, contextOf, driveAsync } from '../support/drive.ts';
import { exact } from '../support/explainers.ts';
import { golden, goldenData, maskedMean, onnxModel } from '../support/golden.ts';

type Phi = readonly (readonly (number | readonly number[])[])[];

/**
 * Largest difference from shap's enumeration over the rows, as a part of the prediction's range
 * over the data's ten rows.
 */
async function difference(name: string, rows: number): Promise<number> {
  const [dataset] = name.split('-');
  const { background, explain } = goldenData(dataset);
  const reference = golden<{ exact: Phi; pred: readonly (number | readonly number[])[] }>(`values/${name}.json`);
  const players = background[0].length;
  const outputs = [reference.pred[0]].flat().length;
  const model = await onnxModel(name, players);
  const predictions = reference.pred.flat() as number[];
  const range = Math.max(...predictions) - Math.min(...predictions);
  let worst = 0;
  for (let row = 0; row < rows; row++) {
    const answer = (coalitions: ReturnType<typeof coalitionsIn>) =>
      maskedMean(model, { background, instance: explain[row], coalitions, outputs });
    const found = await driveAsync(exact.create(contextOf({ players, outputs }), {}), (ask) =>
      answer(coalitionsIn(ask)),
    );
    for (let p = 0; p < players; p++) {
      [reference.exact[row][p]].flat().forEach((phi, k) => {
        worst = Math.max(worst, Math.abs(found.values[k * players + p] - phi));
      });
    }
  }
  return worst / range;
}

describe('exact agrees with enumeration by shap', () => {
  it.each([
    ['iris-lr', 10],
    ['iris-mlp', 10],
    ['iris-rf', 10],
    ['diabetes-lin', 10],
    ['diabetes-mlp', 10],
    ['diabetes-gbt', 3],
    ['diabetes-rf', 1],
    ['wine-lr', 1],
    ['wine-mlp', 1],
  ])('%s, %i rows', { timeout: 120_000 }, async (name, rows) => {
    const part = await difference(name, rows);
    expect(part).toBeLessThan(1e-4);
  });
});
