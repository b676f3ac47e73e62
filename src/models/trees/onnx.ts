import { ownOf } from '../../data/named.ts';
import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import type { Trees } from '../../structures/trees.ts';
import { type Graph, graphOf, outputOf } from '../onnx/pipeline/main-graph.ts';
import { type MadeColumns, type Source, sourceOf } from '../onnx/pipeline/source.ts';
import { floatsOf, intOf, intsOf, textOf } from '../onnx/reading/attributes.ts';
import { labelsOf } from '../onnx/reading/classes.ts';
import type { Node } from '../onnx/reading/nodes.ts';
import { TreesBuilder } from './build.ts';
import { coversOf, membersOf, type SourceTree, treesOfEnsemble, treesOfEnsemble5 } from './onnx-nodes.ts';
import { guarded, malformed, type TreeModel } from './tree-model.ts';

const ENSEMBLE = /^ai\.onnx\.ml:TreeEnsemble(Classifier|Regressor|)$/;
const FINAL_STEPS: Readonly<Record<string, FinalStep['kind']>> = {
  NONE: 'none',
  SOFTMAX: 'softmax',
  LOGISTIC: 'logistic',
  SOFTMAX_ZERO: 'softmax-zero',
  PROBIT: 'probit',
};
/**
 * Names in the numbering of ai.onnx.ml 5. onnxruntime (1.30) reads 1 as LOGISTIC and 2 as SOFTMAX,
 * the other way round from what ONNX says; answers have to be the same.
 */
const FINAL_STEP_NAMES = ['NONE', 'LOGISTIC', 'SOFTMAX', 'SOFTMAX_ZERO', 'PROBIT'];
const AGGREGATE_NAMES = ['AVERAGE', 'SUM', 'MIN', 'MAX'];

/** An ensemble, and the graph's output that holds its answers. */
export type OnnxTrees = TreeModel & MadeColumns & { readonly output: string };

/**
 * The trees of an ONNX model (without ZipMap, as readOnnx gives it) whose graph is an ensemble with
 * nothing in front of it but what makes each column from one of the inputs'. null for any other
 * graph, and where the form of onnxruntime's answers is not fixed.
 * @throws OrielError `model-trees` for a damaged ensemble.
 */
export const readOnnxTrees = (model: Uint8Array, file: string): OnnxTrees | null =>
  guarded(file, () => readModel(model, file));

function readModel(model: Uint8Array, file: string): OnnxTrees | null {
  const graph = graphOf(model);
  const found = graph?.nodes.filter(({ operator }) => ENSEMBLE.test(operator)) ?? [];
  if (!graph || found.length !== 1) return null;
  const [ensemble] = found;
  const used = new Set<Node>([ensemble]);
  const source = sourceOf(graph, ensemble.inputs[0], columnsTested(ensemble), used);
  const classifier = ensemble.operator.endsWith('Classifier');
  const output = outputOf(graph, ensemble.outputs[classifier ? 1 : 0], used);
  if (!source || output === null || hasOtherNodes(graph, ensemble, used)) return null;
  const parts = classifier ? classifierParts(ensemble, source, file) : regressorParts(ensemble, source, file);
  if (!parts) return null;
  const trees = build(ensemble, source, parts, file);
  const labels = labelsOf(ensemble);
  const classes = labels.length > 0 ? labels : null;
  const { made, width } = source;
  return (
    trees && {
      kind: 'trees',
      format: 'onnx',
      trees,
      finalStep: parts.finalStep,
      names: null,
      classes,
      output,
      made,
      width,
    }
  );
}

const columnsTested = (ensemble: Node): number =>
  intsOf(ensemble, 'nodes_featureids').reduce((most, feature) => Math.max(most, feature), 0) + 1;

/** Whether there are nodes that are neither on the way nor made from the label alone. */
function hasOtherNodes(graph: Graph, ensemble: Node, used: Set<Node>): boolean {
  const labels = new Set([ensemble.operator.endsWith('Classifier') ? ensemble.outputs[0] : '']);
  return graph.nodes.some((each) => {
    if (used.has(each)) return false;
    if (!each.inputs.every((name) => labels.has(name) || graph.initializers.has(name))) return true;
    for (const name of each.outputs) labels.add(name);
    return false;
  });
}

interface Parts {
  readonly source: readonly SourceTree[];
  readonly outputs: number;
  readonly aggregate: string;
  readonly base: readonly number[];
  readonly finalStep: FinalStep;
  readonly covers: boolean;
}

function finalStepOf(name: string, file: string): FinalStep {
  const kind = ownOf(FINAL_STEPS, name);
  if (!kind) throw malformed(file, 'tree.mode', { name });
  return { ...noFinalStep, kind };
}

function regressorParts(node: Node, { precision }: Source, file: string): Parts | null {
  const newest = node.operator === 'ai.onnx.ml:TreeEnsemble';
  const outputs = intOf(node, 'n_targets', 1);
  const aggregate = newest
    ? AGGREGATE_NAMES[intOf(node, 'aggregate_function', 1)]
    : textOf(node, 'aggregate_function', 'SUM');
  const finalStep = finalStepOf(
    newest ? FINAL_STEP_NAMES[intOf(node, 'post_transform', 0)] : textOf(node, 'post_transform', 'NONE'),
    file,
  );
  const given = newest ? [] : Array.from(floatsOf(node, 'base_values'));
  if (given.length > 0 && given.length !== outputs) throw malformed(file, 'tree.base');
  // For a single output, onnxruntime applies no transform but PROBIT.
  const kept = outputs === 1 && finalStep.kind !== 'probit' ? noFinalStep : finalStep;
  if (newest && !wholeMembers(node)) return null;
  return {
    source: newest ? treesOfEnsemble5(node, precision, file) : treesOfEnsemble(node, 'target', precision, file),
    outputs,
    aggregate,
    base: given,
    finalStep: kept,
    covers: !newest && coversOf(node, intsOf(node, 'nodes_treeids').length) !== null,
  };
}

/** `Trees` has no place for sets of other than whole numbers. */
function wholeMembers(node: Node): boolean {
  const sets = membersOf(floatsOf(node, 'nodes_modes'), floatsOf(node, 'membership_values'));
  return [...sets.values()].every((set) => set.every((value) => Number.isInteger(value) && value >= 0));
}

/**
 * The rules of onnxruntime where ONNX says too little: two classes with weights for one of them.
 */
function classifierParts(node: Node, { precision }: Source, file: string): Parts | null {
  const classes = labelsOf(node).length;
  const ids = new Set(intsOf(node, 'class_ids'));
  const base = Array.from(floatsOf(node, 'base_values'));
  const finalStep = finalStepOf(textOf(node, 'post_transform', 'NONE'), file);
  const source = treesOfEnsemble(node, 'class', precision, file);
  const covers = coversOf(node, intsOf(node, 'nodes_treeids').length) !== null;
  const shared = { source, aggregate: 'SUM', covers };
  if (classes > 2) {
    if (base.length > 0 && base.length !== classes) throw malformed(file, 'tree.base');
    return { ...shared, outputs: classes, base, finalStep };
  }
  if (classes !== 2) return null;
  if (ids.size === 1 && ids.has(0) && base.length < 2) {
    if (finalStep.kind === 'probit') return null;
    if (finalStep.kind === 'logistic')
      return { ...shared, outputs: 1, base, finalStep: { ...finalStep, pair: 'negated' } };
    // Weights are taken as probabilities where none is negative.
    const positive = floatsOf(node, 'class_weights').every((weight) => weight >= 0);
    return { ...shared, outputs: 1, base, finalStep: { ...noFinalStep, pair: positive ? 'complement' : 'negated' } };
  }
  if (ids.size !== 2 || base.length > 0 || !alwaysBoth(source)) return null;
  return { ...shared, outputs: 2, base, finalStep };
}

/**
 * Whether some tree has a weight for class 1 in every leaf: otherwise onnxruntime's answers change
 * their form from row to row.
 */
function alwaysBoth(source: readonly SourceTree[]): boolean {
  return source.some(({ count, read }) => {
    for (let node = 0; node < count; node++) {
      const each = read(node);
      if (!('left' in each) && !each.values.some(([k]) => k === 1)) return false;
    }
    return true;
  });
}

function build(node: Node, source: Source, parts: Parts, file: string): Trees | null {
  const { outputs, aggregate, covers } = parts;
  const kinds: Readonly<Record<string, Trees['aggregate']>> = { SUM: 'sum', AVERAGE: 'sum', MIN: 'min', MAX: 'max' };
  const kind = ownOf(kinds, aggregate);
  if (!kind) throw malformed(file, 'tree.mode', { name: String(aggregate) });
  const columns = source.made?.length ?? source.width ?? columnsTested(node);
  const share = aggregate === 'AVERAGE' ? 1 / parts.source.length : 1;
  const builder = new TreesBuilder({ file, columns, outputs, precision: source.precision, aggregate: kind, covers });
  // Trees read from the same nodes share these marks: a node belongs to one tree.
  const seen = new Map<SourceTree['read'], Uint8Array>();
  for (const { root, count, read } of parts.source) {
    const here = seen.get(read) ?? new Uint8Array(count);
    seen.set(read, here);
    builder.add(root, here, (at) => {
      const each = read(at);
      if (!('left' in each)) return { ...each, values: each.values.map(([k, value]) => [k, share * value] as const) };
      const from = source.columns;
      return from ? { ...each, feature: from[each.feature] ?? -1 } : each;
    });
  }
  return builder.finish(parts.base.length > 0 ? parts.base : new Array<number>(outputs).fill(0));
}
