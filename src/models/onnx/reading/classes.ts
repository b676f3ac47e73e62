import type { Node } from './nodes.ts';
import { ATTRIBUTE, integers, texts } from './proto.ts';

/**
 * Class labels of a ZipMap or a classifier of ai.onnx.ml, whole numbers as text; empty where it has
 * none.
 */
export function labelsOf(each: Node): string[] {
  for (const name of ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints']) {
    const attribute = each.attribute(name);
    const labels = attribute
      ? [...texts(attribute, ATTRIBUTE.strings), ...integers(attribute, ATTRIBUTE.ints).map(String)]
      : [];
    if (labels.length > 0) return labels;
  }
  return [];
}

/**
 * Labels that a LabelEncoder gives to 0, 1, 2, …: how some exporters end a classifier. Empty for
 * any other encoder.
 */
function encodedLabels(each: Node): string[] {
  const keys = each.attribute('keys_int64s');
  const values = each.attribute('values_strings');
  if (!keys || !values) return [];
  const labels = texts(values, ATTRIBUTE.strings);
  const inOrder: string[] = [];
  for (const [index, key] of integers(keys, ATTRIBUTE.ints).entries())
    if (labels[index] !== undefined) inOrder[key] = labels[index];
  return inOrder.length === labels.length && Object.keys(inOrder).length === labels.length ? inOrder : [];
}

const CLASSIFIER = /^ai\.onnx\.ml:(TreeEnsembleClassifier|LinearClassifier|SVMClassifier)$/;

/**
 * Class names in the order of the outputs, as far as the nodes hold them: ZipMap first, then the
 * last classifier.
 */
export function classNames(nodes: readonly Node[]): readonly string[] | null {
  const ofKind = (fits: (operator: string) => boolean, read: (each: Node) => string[]) =>
    nodes
      .filter(({ operator }) => fits(operator))
      .map(read)
      .filter((labels) => labels.length > 0)
      .at(-1);
  return (
    ofKind((operator) => operator === 'ai.onnx.ml:ZipMap', labelsOf) ??
    ofKind((operator) => CLASSIFIER.test(operator), labelsOf) ??
    ofKind((operator) => operator === 'ai.onnx.ml:LabelEncoder', encodedLabels) ??
    null
  );
}
