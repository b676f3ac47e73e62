import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import { malformed, unsupported } from './tree-model.ts';

/**
 * The final step of an objective, with its options. Throws `model-kind` for an objective that
 * LightGBM had not at the time of writing.
 */
export function lightgbmFinalStep(objective: string, file: string): FinalStep {
  const [name, ...options] = objective.split(' ');
  const sigmoid = Number(options.find((option) => option.startsWith('sigmoid:'))?.slice(8) ?? 1);
  if (!Number.isFinite(sigmoid)) throw malformed(file, 'tree.field', { name: 'objective' });
  switch (name) {
    case 'binary':
      return { kind: 'logistic', scale: sigmoid, pair: 'complement' };
    case 'multiclassova':
      return { kind: 'logistic', scale: sigmoid, pair: null };
    case 'multiclass':
      return { ...noFinalStep, kind: 'softmax' };
    case 'cross_entropy':
    case 'xentropy': // its name in version 2
      return { ...noFinalStep, kind: 'logistic' };
    case 'cross_entropy_lambda':
    case 'xentlambda':
      return { ...noFinalStep, kind: 'softplus' };
    case 'poisson':
    case 'gamma':
    case 'tweedie':
      return { ...noFinalStep, kind: 'exp' };
    case 'regression':
      return options.includes('sqrt') ? { ...noFinalStep, kind: 'signed-square' } : noFinalStep;
    case 'regression_l1':
    case 'huber':
    case 'fair':
    case 'quantile':
    case 'mape':
    case 'lambdarank':
    case 'rank_xendcg':
    case 'custom':
      return noFinalStep;
    default:
      throw unsupported(file, 'tree.objective', { name: name.slice(0, 100) });
  }
}

/**
 * The final step of a random forest of LightGBM 2; null where its leaves hold answers, whose mean
 * is the answer, as they did up to 2.2.2. From 2.2.3 on they hold raw scores, as in LightGBM 3.
 * Files do not say which, but a leaf may: no probability is below 0 or above 1.
 */
export function oldForestStep(step: FinalStep, leaves: readonly number[], file: string): FinalStep | null {
  if (step.kind === 'none') return step;
  const within = { logistic: [0, 1], softmax: [0, 1], exp: [0, Infinity] }[step.kind as string];
  if (!within) throw unsupported(file, 'tree.forestLeaves');
  return leaves.every((leaf) => leaf >= within[0] && leaf <= within[1]) ? null : step;
}
