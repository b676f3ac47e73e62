import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { columnPlayers, encodedRows } from '../../structures/structure.ts';
import type { Trees } from '../../structures/trees.ts';
import type { OptionValues, PreparedStructure, StructureContext } from '../explainer.ts';
import type { Background } from '../shared/background.ts';
import type { ColumnPlayers, ScoreInteractions } from '../shared/score-values.ts';
import { readingsOf, readOff, readScores } from '../shared/structural.ts';
import { withCovers } from './cover.ts';
import { interventionalInteractions, pathInteractions } from './interactions.ts';
import { interventional, rawAnswers } from './interventional.ts';
import { interventionalLinear, linearAnswers } from './linear-leaves.ts';
import { pathDependent } from './path-dependent.ts';
import { rescaled } from './rescaled.ts';

/**
 * Path-dependent or interventional TreeSHAP (Lundberg et al. 2020) of the selected answers where
 * they are linear in raw scores. Where the model's final step bends the scores, its answers are
 * explained as shap's model_output='probability' does: not exactly.
 */
export function prepare(context: StructureContext, options: OptionValues): PreparedStructure {
  const { structure, selected, space, background, playerOf, players } = context;
  const trees = structure.kind === 'trees' ? structure.trees : null;
  if (!trees) throw invalid(message('explaining.needs', { name: 'tree-shap', structure: 'trees' }));
  if (trees.aggregate !== 'sum') throw invalid(message('explaining.notSummed'));
  const readings = readingsOf(structure, selected, space);
  const path = options.perturbation === 'path-dependent';
  const { linear } = trees;
  if (linear && (path || options.interactions === true || !readings)) throw invalid(message('explaining.linearLeaves'));
  const of = { playerOf: columnPlayers(structure, playerOf), players };
  const rows = encodedRows(structure, background.data, background.count);
  if (!readings) {
    if (space === 'logit') throw invalid(message('explaining.logit', { name: 'tree-shap' }));
    if (path) throw invalid(message('explaining.pathScores'));
    if (options.interactions === true) throw invalid(message('explaining.interactionScores'));
    return rescaled(context, trees, { rows, count: background.count }, of);
  }
  const covered = path ? withCovers(trees, rows, background.count) : trees;
  const others = path ? null : { rows, count: background.count };
  const { found, answers } = readerOf(covered, others, of);
  const pairs = options.interactions === true ? interactionsOf(covered, others, of) : null;
  return {
    base: readScores(found.base, trees.outputs, readings),
    exact: true,
    note: path && !trees.cover ? message('explaining.covers', { rows: background.count }) : null,
    explain(given, count) {
      const own = encodedRows(structure, given, count);
      return {
        values: readOff(found.values(own, count), trees.outputs, readings, players),
        // A fifth of the time, which whoever knows them need not spend.
        get predictions() {
          return readScores(answers(own, count), trees.outputs, readings);
        },
        interactions:
          pairs && together(readOff(pairs.values(own, count), trees.outputs, readings, players * players), players),
      };
    },
  };
}

/** Values of raw scores, and the scores: by the background, or by the paths where there is none. */
function readerOf(trees: Trees, background: Background | null, of: ColumnPlayers) {
  const { linear } = trees;
  if (linear && background) {
    const model = { ...trees, linear };
    const answers = (rows: Numbers, count: number) => linearAnswers(model, rows, count);
    return { found: interventionalLinear(model, background, of), answers };
  }
  const answers = (rows: Numbers, count: number) => rawAnswers(trees, rows, count);
  return { found: background ? interventional(trees, background, of) : pathDependent(trees, of), answers };
}

const interactionsOf = (trees: Trees, background: Background | null, of: ColumnPlayers): ScoreInteractions =>
  background ? interventionalInteractions(trees, background, of) : pathInteractions(trees, of);

/**
 * From halves beside main effects, as TreeSHAP gives them, to whole interactions in both cells and
 * 0 on the diagonal.
 */
const together = (values: Float64Array, players: number): Float64Array =>
  values.map((value, at) => (Math.floor(at / players) % players === at % players ? 0 : 2 * value));

const invalid = (text: Message): OrielError => new OrielError('request-invalid', { text });
