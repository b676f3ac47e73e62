import { log } from '../../numerics/math.ts';
import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import { unsupported } from './tree-model.ts';

/** What an objective means for the answers. */
export interface Objective {
  readonly finalStep: FinalStep;
  /** The base score, an answer, as a margin. */
  readonly toMargin: (score: number) => number;
  /** Whether several outputs are the classes of one question. */
  readonly classes: boolean;
}

const same = (score: number): number => score;
const logit = (score: number): number => -log(Math.fround(Math.fround(1 / score) - 1));

/** Objectives whose answers are the margins. */
const IDENTITY = new Set([
  ...['reg:squarederror', 'reg:squaredlogerror', 'reg:linear', 'reg:pseudohubererror', 'reg:absoluteerror'],
  ...['reg:quantileerror', 'reg:expectileerror', 'rank:pairwise', 'rank:ndcg', 'rank:map'],
]);
const EXPONENTIAL = new Set(['count:poisson', 'reg:gamma', 'reg:tweedie', 'survival:cox', 'survival:aft']);

/** Throws `model-kind` for an objective that XGBoost had not at the time of writing. */
export function objectiveOf(name: string, targets: number, file: string): Objective {
  const several = { classes: false, toMargin: same };
  switch (name) {
    case 'binary:logistic': {
      // Of several targets each has a probability of its own.
      const pair = targets > 1 ? null : 'complement';
      return { finalStep: { kind: 'logistic', scale: 1, pair }, toMargin: logit, classes: false };
    }
    case 'reg:logistic':
      return { finalStep: { ...noFinalStep, kind: 'logistic' }, toMargin: logit, classes: false };
    case 'binary:logitraw':
      return { finalStep: noFinalStep, toMargin: logit, classes: false };
    case 'binary:hinge':
      return { ...several, finalStep: { ...noFinalStep, kind: 'step' } };
    case 'multi:softmax':
    case 'multi:softprob':
      return { finalStep: { ...noFinalStep, kind: 'softmax' }, toMargin: same, classes: true };
  }
  if (EXPONENTIAL.has(name)) return { finalStep: { ...noFinalStep, kind: 'exp' }, toMargin: log, classes: false };
  if (IDENTITY.has(name)) return { ...several, finalStep: noFinalStep };
  throw unsupported(file, 'tree.objective', { name: name.slice(0, 100) });
}
