import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { answerCount, applyFinalStep } from '../../structures/final-step.ts';
import { affineAnswer, encodedRows } from '../../structures/structure.ts';
import type { Trees } from '../../structures/trees.ts';
import type { PreparedStructure, StructureContext } from '../explainer.ts';
import type { Background } from '../shared/background.ts';
import type { ColumnPlayers } from '../shared/score-values.ts';
import { shareWeights } from '../shared/share-weights.ts';
import { backgroundBits } from './background-bits.ts';
import { rawAnswers } from './interventional.ts';
import { LeafWalk } from './leaf-walk.ts';
import { Meeting } from './meeting.ts';
import { testedRows, treePaths } from './tree-paths.ts';

/**
 * Explains answers that bend raw scores, as shap's TreeExplainer does with
 * model_output='probability': against each background row alone, the score's exact Shapley values
 * are stretched so that they sum to the answers' difference; their mean is the explanation. It adds
 * up, but it is not the Shapley value of the answers.
 * @throws OrielError `request-invalid` where an answer follows from several scores (softmax).
 */
export function rescaled(
  context: StructureContext,
  trees: Trees,
  background: Background,
  of: ColumnPlayers,
): PreparedStructure {
  const { structure, selected, players } = context;
  const { finalStep } = structure;
  const scoreOf = selected.map((answer) => affineAnswer(finalStep, answer, 'raw')?.score ?? 0);
  if (finalStep.kind === 'softmax' || finalStep.kind === 'softmax-zero')
    throw new OrielError('request-invalid', { text: message('explaining.softmax') });
  const outputs = selected.length;
  const { rows, count: size } = background;
  const paths = treePaths(trees, of);
  const bits = backgroundBits(paths, testedRows(trees, rows), size);
  const walk = new LeafWalk(paths, bits);
  const meeting = new Meeting(paths, bits);
  const { width, share } = shareWeights(meeting.needed.length);
  const who = new Int32Array(meeting.needed.length);
  const scores = rawAnswers(trees, rows, size);
  const answers = applyFinalStep(finalStep, scores, trees.outputs);
  const all = answerCount(finalStep, trees.outputs);

  const base = Float64Array.from(selected, (answer) => {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += answers[b * all + answer];
    return sum / size;
  });

  /** By how much a row's scores are stretched against each background row: K × B. */
  const stretches = (score: Float64Array, answer: Float64Array): Float64Array =>
    Float64Array.from({ length: outputs * size }, (_, at) => {
      const [k, b] = [Math.floor(at / size), at % size];
      const gap = score[scoreOf[k]] - scores[b * trees.outputs + scoreOf[k]];
      // With equal scores the answers are equal too, and nothing is stretched.
      return gap === 0 ? 1 : (answer[selected[k]] - answers[b * all + selected[k]]) / gap;
    });

  return {
    base,
    exact: false,
    note: message('explaining.rescaled'),
    explain(given, count) {
      const own = encodedRows(structure, given, count);
      const tested = testedRows(trees, own);
      const raw = rawAnswers(trees, own, count);
      const answered = applyFinalStep(finalStep, raw, trees.outputs);
      const stretch = Array.from({ length: count }, (_, row) =>
        stretches(
          raw.subarray(row * trees.outputs, (row + 1) * trees.outputs),
          answered.subarray(row * all, (row + 1) * all),
        ),
      );
      const values = new Float64Array(count * outputs * players);
      const add = (row: number, leaf: number, on: Uint8Array): void => {
        for (let e = leaf; paths.parent[e] >= 0; e = paths.parent[e]) who[paths.slot[e]] = paths.player[e];
        const { needed, barred } = meeting;
        meeting.each(leaf, on, (u, v, b) => {
          for (let k = 0; k < outputs; k++) {
            const worth =
              (trees.value[paths.node[leaf] * trees.outputs + scoreOf[k]] * stretch[row][k * size + b]) / size;
            const to = (row * outputs + k) * players;
            if (u > 0) for (let i = 0; i < u; i++) values[to + who[needed[i]]] += worth * share[(u - 1) * width + v];
            if (v > 0) for (let i = 0; i < v; i++) values[to + who[barred[i]]] -= worth * share[u * width + v - 1];
          }
        });
      };
      for (let tree = 0; tree < trees.roots.length; tree++) walk.each(tree, tested, count, add);
      const predictions = Float64Array.from(
        { length: count * outputs },
        (_, at) => answered[Math.floor(at / outputs) * all + selected[at % outputs]],
      );
      return { values, predictions, interactions: null };
    },
  };
}
