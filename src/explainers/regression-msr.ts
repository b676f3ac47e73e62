import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { pairPlan } from './kernel-shap/pair-plan.ts';
import { pairedRegression } from './kernel-shap/paired-regression.ts';
import { pairedShapley } from './kernel-shap/paired-shapley.ts';
import { adjusted } from './regression-msr/correction.ts';
import { pairTable } from './regression-msr/table.ts';
import { activePlayers } from './shared/shapley.ts';

/**
 * Shapley values of fitted proxies, corrected by maximum sample reuse (regression-adjusted Monte
 * Carlo, Witter et al. 2025).
 */
export const regressionMsr: ExplainerDescription = {
  name: 'regression-msr',
  label: 'SHAP, with a learned stand-in',
  help: 'Learns simple rules from the combinations tried and corrects what they miss; sharpest for models made of trees or rules.',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  solving: 1.5,
  links: true,
  create: (context) => regressionAdjusted(context),
};

/**
 * For each output the answer is the proxies' corrected one (`adjusted`), or that of the plain
 * regression on the same pairs where it foretells the smaller errors: always while few pairs were
 * seen beyond players alone, and where everything was enumerated, when it is exact.
 * `fidelity.trees` is the number of trees in the proxy, K; 0 where the regression answers.
 */
function regressionAdjusted(context: ExplainerContext): Explainer {
  const { outputs } = context;
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random);
  const regression = pairedRegression(m, outputs, plan);
  const table = pairTable(m, outputs, plan.classes);
  let trees = new Array<number>(outputs).fill(0);
  return pairedShapley(context, plan, {
    add(batch, halves) {
      regression.add(batch, halves);
      table.add(batch, halves);
    },
    solve({ totals }, done) {
      trees = new Array<number>(outputs).fill(0);
      const plain = regression.solve(totals);
      const better = plain.standardErrors && adjusted(table, plan.classes, totals);
      if (!better || !plain.standardErrors) return plain;
      const values = plain.values.slice();
      const standardErrors = plain.standardErrors.slice();
      for (let k = 0; k < outputs; k++) {
        if (!sharper(better.standardErrors, plain.standardErrors, k, m, done - m)) continue;
        const [from, to] = [k * m, (k + 1) * m];
        values.set(better.values.subarray(from, to), from);
        standardErrors.set(better.standardErrors.subarray(from, to), from);
        trees[k] = better.trees[k];
      }
      return { values, standardErrors };
    },
    fidelity: () => ({ trees }),
  });
}

/**
 * Whether the first errors of output k are smaller than the second, in the sum of squares over the
 * players; clearly smaller while the pairs beyond players alone (`more`) are few, when the plain
 * regression is better than it says.
 */
function sharper(ours: Float64Array, theirs: Float64Array, k: number, m: number, more: number): boolean {
  let own = 0;
  let other = 0;
  for (let i = k * m; i < (k + 1) * m; i++) {
    own += ours[i] * ours[i];
    other += theirs[i] * theirs[i];
  }
  return own < (other * more) / (more + 2 * m);
}
