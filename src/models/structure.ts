import { answersOf } from '../games/post.ts';
import { type Encoding, type Structure, scoresOf } from '../games/structure.ts';
import { readOnnxLinear } from './linear/onnx.ts';
import type { TabularBinding } from './model.ts';
import { readBooster } from './trees/booster.ts';
import { readOnnxTrees } from './trees/onnx.ts';

/**
 * The trees or the linear model behind the answers that a binding reads; null where the file shows none, or where it has other
 * columns or answers than the binding.
 * @throws OrielError `model-trees` for damaged trees.
 */
export function structureOf(model: Uint8Array, file: string, binding: TabularBinding): Structure | null {
  const found = readBooster(model, file) ?? readOnnxTrees(model, file) ?? readOnnxLinear(model, file);
  if (!found || found.output !== binding.output) return null;
  const columns = binding.inputs.flatMap((input) => input.columns);
  if (columns.some((column, at) => column !== at)) return null;
  const { post } = found;
  const encoding = wholeNumbers(binding);
  const structure: Structure =
    found.kind === 'trees'
      ? { kind: 'trees', trees: { ...found.trees, columns: Math.max(columns.length, found.trees.columns) }, post, encoding }
      : { kind: 'linear', linear: found.linear, post, encoding };
  const width = structure.kind === 'trees' ? structure.trees.columns : structure.linear.columns;
  return width === columns.length && answersOf(post, scoresOf(structure)) === binding.outputs ? structure : null;
}

/** Inputs of whole numbers are given rounded; null where there are none. */
function wholeNumbers({ inputs }: TabularBinding): Encoding | null {
  const whole = inputs.flatMap(({ type, columns }) => columns.map(() => type === 'int64' || type === 'int32'));
  if (!whole.includes(true)) return null;
  return {
    owner: Int32Array.from(whole.keys()),
    encode: (rows, count) => rows.slice(0, count * whole.length).map((value, at) => (whole[at % whole.length] ? Math.round(value) : value)),
  };
}
