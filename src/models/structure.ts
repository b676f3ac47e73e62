import { answerCount, type FinalStep } from '../structures/final-step.ts';
import { type Structure, scoreCount } from '../structures/structure.ts';
import { encodingOf } from './encoding.ts';
import { readOnnxLinear } from './linear/onnx.ts';
import type { TabularBinding } from './model.ts';
import { graphOf } from './onnx/pipeline/main-graph.ts';
import { hiddenBy } from './onnx/pipeline/source.ts';
import { isPacked } from './tfjs/pack.ts';
import { boosterFormat } from './trees/booster-format.ts';
import { readOnnxTrees } from './trees/onnx.ts';
import { guarded } from './trees/tree-model.ts';

/**
 * The trees or the linear model behind the answers that a binding reads; null where the file shows
 * none, or where it has other columns or answers than the binding.
 * @throws OrielError `model-trees` for damaged trees.
 */
export async function structureOf(model: Uint8Array, file: string, binding: TabularBinding): Promise<Structure | null> {
  if (isPacked(model)) return null;
  const booster = boosterFormat(model)
    ? (await import('./trees/booster.ts')).readBooster(model, file, binding.trees)
    : null;
  const onnx = booster ? null : (readOnnxTrees(model, file) ?? readOnnxLinear(model, file));
  const found = booster ?? onnx;
  if (!found || found.output !== binding.output) return null;
  const columns = binding.inputs.flatMap((input) => input.columns);
  if (columns.some((column, at) => column !== at)) return null;
  const finalStep = finished(found.finalStep, binding);
  if (!finalStep) return null;
  const made = onnx?.made ?? null;
  if (made && onnx?.width !== columns.length) return null;
  const encoding = encodingOf(binding, made, file);
  const width = made?.length ?? columns.length;
  const structure: Structure =
    found.kind === 'trees'
      ? { kind: 'trees', trees: { ...found.trees, columns: Math.max(width, found.trees.columns) }, finalStep, encoding }
      : { kind: 'linear', linear: found.linear, finalStep, encoding };
  const reads = structure.kind === 'trees' ? structure.trees.columns : structure.linear.columns;
  return reads === width && answerCount(finalStep, scoreCount(structure)) === binding.outputs ? structure : null;
}

/** The final step with the one that a card adds; null where the file already has one. */
function finished(own: FinalStep, { finalStep, outputs }: TabularBinding): FinalStep | null {
  if (!finalStep) return own;
  if (own.kind !== 'none' || own.pair !== null || own.scale !== 1) return null;
  return { ...own, kind: outputs === 1 ? 'logistic' : finalStep };
}

/**
 * A structure that cannot be read because of an operator in front of it, which makes one column of
 * several or is unknown.
 */
export interface HiddenStructure {
  readonly kind: Structure['kind'];
  readonly operator: string;
}

/**
 * The structure that a file's nodes show, and what hides it; null where there is none, or nothing
 * hides it.
 * @throws OrielError `model-trees` for a damaged file.
 */
export const hiddenStructure = (model: Uint8Array, file: string): HiddenStructure | null =>
  guarded(file, () => {
    const graph = graphOf(model);
    const found = graph?.nodes.find(({ operator }) => /^ai\.onnx\.ml:(TreeEnsemble|Linear)/.test(operator));
    const operator = graph && found ? hiddenBy(graph, found.inputs[0]) : null;
    if (!found || operator === null) return null;
    return { kind: /Tree/.test(found.operator) ? 'trees' : 'linear', operator: operator.replace(/^.*:/, '') };
  });
