import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedRegression } from '../kernel-shap/paired-regression.ts';
import { pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import { adjusted } from './correction.ts';
import { pairTable } from './table.ts';

export const create: CreateExplainer = (context) => regressionAdjusted(context);

/** Multiplications that fitting the proxies takes for each pair and player, roughly. */
const PROXY_EFFORT = 3000;

/**
 * For each output the answer is the proxies' corrected one (`adjusted`), or that of the plain
 * regression on the same pairs where its errors are smaller: always while few pairs beyond players
 * alone were seen, and once everything was enumerated, when it is exact. `fidelity.trees` is the
 * number of trees in the proxy, K; 0 where the regression answers.
 */
function regressionAdjusted(context: ExplainerContext): Explainer {
  const { outputs } = context;
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random);
  const regression = pairedRegression(m, outputs, plan, context.pulse);
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
      const better = plain.standardErrors && adjusted(table, plan.classes, totals, context.pulse);
      if (!better || !plain.standardErrors) return plain;
      const values = plain.values.slice();
      const standardErrors = plain.standardErrors.slice();
      for (let k = 0; k < outputs; k++) {
        const [from, to] = [k * m, (k + 1) * m];
        const ours = better.standardErrors.subarray(from, to);
        if (!sharper(ours, plain.standardErrors.subarray(from, to), done - m)) continue;
        values.set(better.values.subarray(from, to), from);
        standardErrors.set(ours, from);
        trees[k] = better.trees[k];
      }
      return { values, standardErrors };
    },
    hurried: {
      rough({ totals }) {
        trees = new Array<number>(outputs).fill(0);
        return regression.rough(totals);
      },
      effort: (done) => regression.effort() + PROXY_EFFORT * outputs * m * done,
      roughEffort: regression.roughEffort,
    },
    fidelity: () => ({ trees }),
  });
}

/**
 * Whether the first errors are smaller than the second, in the sum of squares over the players;
 * clearly smaller while few pairs beyond players alone (`more`) were seen, when the plain
 * regression is better than its errors say.
 */
function sharper(ours: Float64Array, theirs: Float64Array, more: number): boolean {
  const m = ours.length;
  let own = 0;
  let other = 0;
  for (let i = 0; i < m; i++) {
    own += ours[i] * ours[i];
    other += theirs[i] * theirs[i];
  }
  return own < (other * more) / (more + 2 * m);
}
