import type { Coalitions } from '../../games/coalitions.ts';
import { prunedHierarchy } from '../../games/hierarchy.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { withComplements } from '../shared/complements.ts';
import {
  activePlayers,
  forAllPlayers,
  NOTHING_LEARNT,
  settle,
  shapleyAttribution,
  totalsOf,
} from '../shared/shapley.ts';
import { type OwenBranch, type OwenFork, type OwenTree, owenTree } from './owen-tree.ts';

export const create: CreateExplainer = (context) => owenValues(context);

/** Forks in the first ask, made from the top down before anything is known. */
const FIRST_FORKS = 8;

/**
 * Forks in a later ask are an eighth of those made, within these limits: enough to keep evaluators
 * busy, few enough to choose well.
 */
const FEWEST_FORKS = 8;
const MOST_FORKS = 64;

/**
 * Forks the tree of the players that can matter: first from the top down, then, in asks of 8 to 64
 * forks, where forking may change most. Sum and base are exact at any time. Once every branch was
 * forked in every context, the values are the hierarchy's Owen values and errors are 0; until then
 * errors are null, since no chance is involved that could be measured. The forks of a budget are
 * the first ones of any larger budget.
 */
function* owenValues(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const base = new Float64Array(outputs);
  const prediction = new Float64Array(outputs);
  // The odd part of the game at the empty and the full coalition: −½ and +½ of what is shared out.
  const ends = { empty: new Float64Array(outputs), full: new Float64Array(outputs) };
  const tree = owenTree(prunedHierarchy(context.hierarchy(), active), outputs, ends);
  const open: OwenBranch[] = tree.root ? [tree.root] : [];
  let asks = 0;
  let forks = 0;

  /** Null where the budget does not allow it. */
  const forked = (branch: OwenBranch): OwenFork | null => {
    if (asks + tree.cost(branch) > samples) return null;
    const fork = tree.fork(branch);
    open.splice(open.indexOf(branch), 1);
    open.push(...fork.children);
    asks += tree.cost(branch);
    forks += 1;
    return fork;
  };
  const absorb = (batch: readonly OwenFork[], answers: Float64Array): void => {
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
    const totals = totalsOf(base, prediction);
    const values = forAllPlayers(tree.values(totals), context, active);
    settle(values, totals, active);
    const standardErrors = complete ? new Float64Array(outputs * players) : null;
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: {},
      coalitions,
      complete,
      ...(active.length > 1 && coalitions === 0 && NOTHING_LEARNT),
    });
  };

  /** The coalitions of some forks, each followed by its complement. */
  const asked = (batch: readonly OwenFork[], opening: boolean): Coalitions => {
    const sets = batch.flatMap(({ left, right, branch }) => (tree.cost(branch) === 2 ? [left] : [left, right]));
    const holds = (i: number, j: number): boolean => ((sets[i][j >> 5] >>> (j & 31)) & 1) === 1;
    return withComplements({ players, active, ends: opening }, sets.length, holds);
  };

  let batch: OwenFork[] = [];
  while (batch.length < FIRST_FORKS && open.length > 0) {
    const fork = forked(open[0]);
    if (fork === null) break;
    batch.push(fork);
  }
  const opening = yield { kind: 'coalitions', coalitions: asked(batch, true) };
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
        coalitions: asked(batch, false),
        estimate: () => estimate(known, false),
      },
    );
  }
  return estimate(asks, open.length === 0);
}

/**
 * Forks up to `count` of the open branches, first those where forking may change most; of equals,
 * the one that was there first. Of a node not forked before, only one branch is forked, since it
 * may tell enough about the others; but its children compete at once, as if it were shared evenly,
 * so that deep trees need not wait for each level.
 */
function forkUrgent(
  open: readonly OwenBranch[],
  tree: OwenTree,
  count: number,
  forked: (branch: OwenBranch) => OwenFork | null,
): OwenFork[] {
  const rated = open.map((branch) => ({ branch, urgency: tree.urgency(branch) })).sort((a, b) => b.urgency - a.urgency);
  const unknown = new Set<number>();
  const batch: OwenFork[] = [];
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
