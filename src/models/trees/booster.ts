import { type Message, message } from '../../catalogue/message.ts';
import { sha256 } from '../../data/hash.ts';
import { answerCount } from '../../structures/final-step.ts';
import type { ModelFacts, StoppedEarly, TreesAnswering } from '../model.ts';
import { checkModelSize } from '../model-size.ts';
import { boosterFormat } from './booster-format.ts';
import { readLightgbm } from './lightgbm.ts';
import type { LinearModel, TreeModel } from './tree-model.ts';
import { readXgboost } from './xgboost.ts';

/** Input and output of a booster, which has no names for them. */
const INPUT = 'features';
const OUTPUT = 'prediction';

/** What LightGBM and old XGBoost call columns that have no names. */
const NAMELESS = /^(Column_|f)\d+$/;

const read = (bytes: Uint8Array, file: string, answering: TreesAnswering): TreeModel | LinearModel | null => {
  const format = boosterFormat(bytes);
  return format && (format === 'lightgbm' ? readLightgbm(bytes, file) : readXgboost(bytes, file, answering));
};

/**
 * The model of a file that XGBoost or LightGBM wrote (its `output` is the only one), or null for
 * any other file.
 * @throws OrielError `model-trees` for a damaged one.
 */
export function readBooster(
  bytes: Uint8Array,
  file: string,
  answering: TreesAnswering = 'best',
): ((TreeModel | LinearModel) & { readonly output: string }) | null {
  const found = read(bytes, file, answering);
  return found && { ...found, output: OUTPUT };
}

/**
 * What a booster's file says about itself: one matrix of columns in, one of answers out.
 * @throws OrielError `model-trees` for a damaged file, `model-too-large`.
 */
export async function boosterFacts(
  bytes: Uint8Array,
  file: string,
  answering: TreesAnswering = 'best',
): Promise<ModelFacts> {
  checkModelSize(bytes.length, file);
  const model = readBooster(bytes, file, answering) as TreeModel | LinearModel;
  const { columns, outputs, precision } = model.kind === 'trees' ? model.trees : model.linear;
  const names = model.names?.every((name) => NAMELESS.test(name)) ? null : model.names;
  return {
    file,
    format: model.format,
    sha256: await sha256(bytes),
    bytes: bytes.length,
    inputs: [{ name: INPUT, type: precision, shape: [null, columns] }],
    outputs: [{ name: OUTPUT, type: 'float32', shape: [null, answerCount(model.finalStep, outputs)] }],
    opsets: {},
    operators: [],
    classicalOperators: true,
    takesMissing: model.kind === 'trees' || model.linear.missing !== null,
    classes: model.classes,
    ...(model.categories ? { categories: model.categories } : {}),
    ...(model.targets ? { targets: true } : {}),
    ...(model.stopped ? { stopped: model.stopped } : {}),
    ...(model.kind === 'trees' ? { trees: model.trees.roots.length } : {}),
    notices: [...(model.notices ?? []), ...(model.stopped ? stoppingNotices(model.stopped) : [])],
    metadata: names ? { feature_names: JSON.stringify(names) } : {},
  };
}

/** Which rounds answer, where some do not help or are left out. */
function stoppingNotices({ best, all, answering }: StoppedEarly): Message[] {
  if (best === all) return [];
  return [message(answering === 'all' ? 'tree.allIterations' : 'tree.bestIteration', { rounds: best, all })];
}
