import { expect, it } from 'vitest';
import type { Coalitions } from '../../../../src/games/coalitions.ts';
import { coalitionsIn, contextOf, driveAsync } from '../../support/drive.ts';
import { kernelShap } from '../../support/explainers.ts';
import {
  conjunctionValues,
  golden,
  goldenData,
  type LogisticModel,
  logisticValues,
  type TreeModel,
  treeConjunctions,
} from '../../support/golden.ts';

const { background, explain } = goldenData('breast_cancer');
const M = 30;

type Table = readonly (readonly number[])[];
const trees = (row: number) => {
  const model = golden<TreeModel>('models/breast_cancer-rf.json');
  return conjunctionValues(treeConjunctions(model, background, explain[row], 1), model.params.base);
};
const logistic = (row: number) =>
  logisticValues(golden<LogisticModel>('models/breast_cancer-lr.json'), background, explain[row]);

const present = (values: ArrayLike<number>): number[] =>
  Array.from({ length: M }, (_, p) => p).filter((p) => values[p] !== 0);
/** Players in both sets over players in either. */
const jaccard = (a: readonly number[], b: readonly number[]): number => {
  const both = a.filter((p) => b.includes(p)).length;
  return both / (a.length + b.length - both);
};

/**
 * shap's sets come from one seed each and are themselves a draw: as the k-th and the next player
 * are close, ours of two seeds differ, too. So shap's must be about as like ours as ours are like
 * one another.
 */
it.each([
  { name: 'lr', answer: logistic },
  { name: 'rf', answer: trees },
])("num_features(10) selects what shap's default does: $name", { timeout: 60_000 }, async ({ name, answer }) => {
  const theirs = golden<{ kernel_2048_default: Table }>(`values/breast_cancer-${name}.json`).kernel_2048_default;
  let likeShap = 0;
  let likeOurs = 0;
  let gap = 0;
  let own = 0;
  for (let row = 0; row < theirs.length; row++) {
    const values: (coalitions: Coalitions) => Float64Array = answer(row);
    const found: Float64Array[] = [];
    for (let seed = 0; seed < 4; seed++) {
      const context = contextOf({ players: M, outputs: 1 }, { samples: 2048, seed });
      const options = { l1: 'num_features', features: 10 };
      found.push((await driveAsync(kernelShap.create(context, options), (ask) => values(coalitionsIn(ask)))).values);
    }
    for (const one of found) {
      expect(present(one).length).toBe(10);
      likeShap += jaccard(present(one), present(theirs[row])) / found.length;
      for (let p = 0; p < M; p++) gap += (one[p] - theirs[row][p]) ** 2 / found.length;
    }
    for (const pair of [0, 2]) {
      likeOurs += jaccard(present(found[pair]), present(found[pair + 1])) / 2;
      for (let p = 0; p < M; p++) own += (found[pair][p] - found[pair + 1][p]) ** 2 / 2;
    }
  }
  expect(likeShap).toBeGreaterThan(0.95 * likeOurs);
  expect(gap / own).toBeLessThan(1.4);
});
