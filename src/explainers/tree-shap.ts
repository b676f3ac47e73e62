import { OrielError } from '../errors.ts';
import { ownersOf, rowsOf, type Structure } from '../structures/structure.ts';
import type { Trees } from '../structures/trees.ts';
import { explainerWords as words } from '../words/en.ts';
import type {
  ExplainerDescription,
  OptionValues,
  PreparedStructure,
  StructuralMethod,
  StructureContext,
} from './explainer.ts';
import { createStructural, readingsOf, readOff, readScores } from './shared/structural.ts';
import { withCovers } from './tree-shap/cover.ts';
import { interventionalInteractions, pathInteractions } from './tree-shap/interactions.ts';
import { interventional, rawAnswers } from './tree-shap/interventional.ts';
import { pathDependent } from './tree-shap/path-dependent.ts';
import { rescaled } from './tree-shap/rescaled.ts';
import type { TreeInteractions } from './tree-shap/score-values.ts';
import type { TreePlayers } from './tree-shap/tree-paths.ts';

/** Shapley values read from the trees themselves: no sampling, no error. */
export const treeShap: ExplainerDescription & { readonly structural: StructuralMethod } = {
  name: 'tree-shap',
  label: 'SHAP of trees, exact',
  help: 'Reads the values from the trees themselves, without sampling; exact in the raw score, and in the answers where they are sums of trees.',
  family: 'shap',
  inputs: ['tabular'],
  options: {
    perturbation: {
      type: 'choice',
      default: 'interventional',
      choices: ['interventional', 'path-dependent'],
      synonyms: { tree_path_dependent: 'path-dependent' },
      label: 'Absent features',
      help: 'interventional: take the values of background rows; path-dependent: go both ways in the trees, weighted by the training rows.',
      alias: 'feature_perturbation',
    },
    interactions: {
      type: 'boolean',
      default: false,
      label: 'With interactions',
      help: 'Also finds what each two features do together.',
    },
  },
  defaultSamples: () => 0,
  links: true,
  structural: {
    needs: 'trees',
    exactFor: (structure, selected, space) =>
      treesOf(structure)?.aggregate === 'sum' && readingsOf(structure, selected, space) !== null,
    prepare,
  },
  create: createStructural({ name: 'tree-shap', needs: 'trees' }),
};

const treesOf = (structure: Structure): Trees | null => (structure.kind === 'trees' ? structure.trees : null);

/**
 * Path-dependent or interventional TreeSHAP (Lundberg et al. 2020) of the selected answers where
 * they are straight lines of raw scores. Where the model's final step bends the scores, its answers
 * are explained as shap's model_output='probability' does: not exactly.
 */
function prepare(context: StructureContext, options: OptionValues): PreparedStructure {
  const { structure, selected, space, background, playerOf, players } = context;
  const trees = treesOf(structure);
  if (!trees) throw invalid(words.needs('tree-shap', 'trees'));
  if (trees.aggregate !== 'sum') throw invalid(words.notSummed);
  const readings = readingsOf(structure, selected, space);
  const path = options.perturbation === 'path-dependent';
  const of = { playerOf: ownersOf(structure, playerOf), players };
  const rows = rowsOf(structure, background.data, background.count);
  if (!readings) {
    if (space === 'logit') throw invalid(words.logit('tree-shap'));
    if (path) throw invalid(words.pathScores);
    if (options.interactions === true) throw invalid(words.interactionScores);
    return rescaled(context, trees, { rows, count: background.count }, of);
  }
  const covered = path ? withCovers(trees, rows, background.count) : trees;
  const found = path ? pathDependent(covered, of) : interventional(trees, { rows, count: background.count }, of);
  const pairs =
    options.interactions === true ? interactionsOf(covered, path ? null : { rows, count: background.count }, of) : null;
  return {
    base: readScores(found.base, trees.outputs, readings),
    exact: true,
    note: path && !trees.cover ? words.covers(background.count) : '',
    explain(given, count) {
      const own = rowsOf(structure, given, count);
      return {
        values: readOff(found.values(own, count), trees.outputs, readings, players),
        predictions: readScores(rawAnswers(trees, own, count), trees.outputs, readings),
        interactions:
          pairs && together(readOff(pairs.values(own, count), trees.outputs, readings, players * players), players),
      };
    },
  };
}

const interactionsOf = (
  trees: Trees,
  background: { rows: Float32Array | Float64Array; count: number } | null,
  of: TreePlayers,
): TreeInteractions => (background ? interventionalInteractions(trees, background, of) : pathInteractions(trees, of));

/**
 * Halves beside main effects, as TreeSHAP gives them, to whole interactions in both cells and none
 * on the diagonal.
 */
const together = (values: Float64Array, players: number): Float64Array =>
  values.map((value, at) => (Math.floor(at / players) % players === at % players ? 0 : 2 * value));

const invalid = (text: string): OrielError => new OrielError('request-invalid', { text });
