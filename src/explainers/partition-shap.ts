import { add, addAll, type Coalitions, coalitionsOf } from '../games/coalitions.ts';
import { prunedHierarchy } from '../games/hierarchy.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { type Branch, type Fork, type OwenTree, owenTree } from './partition-shap/owen-tree.ts';
import { activePlayers, settle, shapleyAttribution } from './shared/shapley.ts';

/** Forks of the first ask, made from the top down before anything is known. */
const FIRST_FORKS = 8;
/**
 * Forks of a later ask: an eighth of those made, within these limits: enough to keep evaluators
 * busy, few enough to choose well.
 */
const FEWEST_FORKS = 8;
const MOST_FORKS = 64;

/**
 * Owen values over a hierarchy of the players, the most important branches first (as
 * PartitionExplainer in shap; Owen 1977).
 */
export const partitionShap: ExplainerDescription = {
  name: 'partition-shap',
  label: 'SHAP, by parts',
  help: 'Shares the prediction first among groups of like features or picture parts, then within the groups that matter most; shows where it matters with few tries, above all in pictures.',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: (context) => owenValues(context),
};

/**
 * Forks the tree of the players that can matter: first from the top down, then, in asks of 8 to 64
 * forks, where forking may change most. Sum and base are exact at any time. When every branch was
 * forked in every context the values are the hierarchy's Owen values and errors 0; before, errors
 * are null, as nothing is left to chance that could be measured. The forks of a budget are the
 * first ones of any larger budget.
 */
function* owenValues(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const base = new Float64Array(outputs);
  const prediction = new Float64Array(outputs);
  // The odd part of the game at its ends: minus and plus half of what there is to share.
  const ends = { empty: new Float64Array(outputs), full: new Float64Array(outputs) };
  const tree = owenTree(prunedHierarchy(context.hierarchy(), active), outputs, ends);
  const open: Branch[] = tree.root ? [tree.root] : [];
  let asks = 0;
  let forks = 0;

  /** Null where the budget does not hold it. */
  const forked = (branch: Branch): Fork | null => {
    if (asks + tree.cost(branch) > samples) return null;
    const fork = tree.fork(branch);
    open.splice(open.indexOf(branch), 1);
    open.push(...fork.children);
    asks += tree.cost(branch);
    forks += 1;
    return fork;
  };
  const absorb = (batch: readonly Fork[], answers: Float64Array): void => {
    let row = 0;
    const value = (step: number, k: number): number => answers[(row + step) * outputs + k];
    for (const fork of batch) {
      const mirrored = tree.cost(fork.branch) === 4;
      for (let k = 0; k < outputs; k++) {
        fork.withLeft[k] = (value(0, k) - value(1, k)) / 2;
        fork.withRight[k] = mirrored ? (value(2, k) - value(3, k)) / 2 : -fork.withLeft[k];
      }
      row += tree.cost(fork.branch);
      tree.absorb(fork);
    }
  };
  const estimate = (coalitions: number, complete: boolean): Attribution => {
    const totals = prediction.map((value, k) => value - base[k]);
    const found = tree.values(totals);
    const values = new Float64Array(outputs * players);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < active.length; j++) values[k * players + active[j]] = found[k * active.length + j];
      settle(values, k, players, totals[k], active);
    }
    const standardErrors = complete ? new Float64Array(outputs * players) : null;
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: {},
      coalitions,
      complete,
    });
  };

  let batch: Fork[] = [];
  while (batch.length < FIRST_FORKS && open.length > 0) {
    const fork = forked(open[0]);
    if (fork === null) break;
    batch.push(fork);
  }
  const opening = yield { kind: 'coalitions', coalitions: asked(context, active, tree, batch, true) };
  for (let k = 0; k < outputs; k++) {
    base[k] = opening[k];
    prediction[k] = opening[outputs + k];
    ends.full[k] = (prediction[k] - base[k]) / 2;
    ends.empty[k] = -ends.full[k];
  }
  absorb(batch, opening.subarray(2 * outputs));

  while (open.length > 0) {
    const known = asks;
    batch = forkUrgent(open, tree, Math.min(MOST_FORKS, Math.max(FEWEST_FORKS, Math.floor(forks / 8))), forked);
    if (batch.length === 0) break;
    absorb(
      batch,
      yield {
        kind: 'coalitions',
        coalitions: asked(context, active, tree, batch, false),
        estimate: () => estimate(known, false),
      },
    );
  }
  return estimate(asks, open.length === 0);
}

/**
 * Forks up to `count` of the open branches, those first where forking may change most; of equals
 * the one that was there first. Of a node not forked before only one branch, as that may tell
 * enough of the others; but its children are in the running at once, as if it were shared evenly,
 * so that deep trees need not wait for each level.
 */
function forkUrgent(
  open: readonly Branch[],
  tree: OwenTree,
  count: number,
  forked: (branch: Branch) => Fork | null,
): Fork[] {
  const rated = open.map((branch) => ({ branch, urgency: tree.urgency(branch) })).sort((a, b) => b.urgency - a.urgency);
  const unknown = new Set<number>();
  const batch: Fork[] = [];
  while (batch.length < count && rated.length > 0) {
    const [{ branch, urgency }] = rated.splice(0, 1);
    if (unknown.has(branch.node)) continue;
    const fork = forked(branch);
    if (fork === null) break;
    batch.push(fork);
    if (tree.known(branch)) continue;
    unknown.add(branch.node);
    for (const child of fork.children) {
      const expected = (urgency * tree.size(child)) / tree.size(branch);
      let at = 0;
      while (at < rated.length && rated[at].urgency >= expected) at++;
      rated.splice(at, 0, { branch: child, urgency: expected });
    }
  }
  return batch;
}

/**
 * The coalitions of some forks, each followed by its complement among the active players; before
 * them, where wanted, nobody and everybody.
 */
function asked(
  { players }: ExplainerContext,
  active: Int32Array,
  tree: OwenTree,
  batch: readonly Fork[],
  ends: boolean,
): Coalitions {
  const sets = batch.flatMap(({ left, right, branch }) => (tree.cost(branch) === 2 ? [left] : [left, right]));
  const skip = ends ? 2 : 0;
  const coalitions = coalitionsOf(players, skip + 2 * sets.length);
  if (ends) addAll(coalitions, 1);
  for (const [i, set] of sets.entries()) {
    for (let j = 0; j < active.length; j++)
      add(coalitions, skip + 2 * i + ((set[j >> 5] >>> (j & 31)) & 1 ? 0 : 1), active[j]);
  }
  return coalitions;
}
