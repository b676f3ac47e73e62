import { exp, log, sigmoid } from '../numerics/math.ts';

/** The last step of a model, which turns raw outputs into answers. */
export interface FinalStep {
  readonly kind:
    | 'none'
    | 'logistic'
    | 'softmax'
    | 'softmax-zero'
    | 'probit'
    | 'exp'
    | 'softplus'
    | 'signed-square'
    | 'step';
  /** Raw outputs are first multiplied by this (LightGBM's `sigmoid`). */
  readonly scale: number;
  /**
   * How one raw output s answers for two classes, where f is the function of `kind`. complement:
   * [1 − f(s), f(s)]; negated: [f(−s), f(s)]; null: there is one answer for each raw output.
   */
  readonly pair: 'complement' | 'negated' | null;
}

export const noFinalStep: FinalStep = { kind: 'none', scale: 1, pair: null };

/** Number of answers in a row, given its number of raw outputs. */
export const answerCount = (step: FinalStep, outputs: number): number => (step.pair === null ? outputs : 2);

/** Whether the answers to finite raw outputs are finite, however large these are. */
export const isBounded = ({ kind }: FinalStep): boolean => ['logistic', 'softmax', 'step'].includes(kind);

/** The answers (rows × `answerCount`) to raw outputs (rows × K). */
export function applyFinalStep(step: FinalStep, raw: Float64Array, outputs: number): Float64Array {
  const rows = raw.length / outputs;
  const { kind, scale, pair } = step;
  if (pair === null && kind === 'none' && scale === 1) return raw.slice();
  if (pair !== null) {
    const answers = new Float64Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      const s = scale * raw[row];
      const y = single(kind, s);
      answers[2 * row] = pair === 'complement' ? 1 - y : single(kind, -s);
      answers[2 * row + 1] = y;
    }
    return answers;
  }
  const answers = new Float64Array(raw.length);
  for (let row = 0; row < rows; row++) {
    const from = row * outputs;
    if (kind === 'softmax' || kind === 'softmax-zero') {
      const to = from + outputs;
      softmax(raw.subarray(from, to), answers.subarray(from, to), kind === 'softmax-zero');
    } else for (let i = from; i < from + outputs; i++) answers[i] = single(kind, scale * raw[i]);
  }
  return answers;
}

function single(kind: FinalStep['kind'], x: number): number {
  switch (kind) {
    case 'logistic':
      return sigmoid(x);
    case 'probit':
      return probit(x);
    case 'exp':
      return exp(x);
    case 'softplus':
      return x > 36 ? x : log(1 + exp(x));
    case 'signed-square':
      return x < 0 ? -x * x : x * x;
    case 'step':
      return x > 0 ? 1 : 0;
    default:
      return x;
  }
}

/**
 * With `keepZeros`, raw outputs of (nearly) 0 stay near 0, as runtimes execute ONNX's SOFTMAX_ZERO.
 */
function softmax(raw: Float64Array, answers: Float64Array, keepZeros: boolean): void {
  let largest = -Infinity;
  for (let k = 0; k < raw.length; k++) largest = Math.max(largest, raw[k]);
  let sum = 0;
  for (let k = 0; k < raw.length; k++) {
    if (keepZeros && Math.abs(raw[k]) <= 1e-7) answers[k] = raw[k] * exp(-largest);
    else {
      answers[k] = exp(raw[k] - largest);
      sum += answers[k];
    }
  }
  for (let k = 0; k < raw.length; k++) answers[k] /= sum;
}

/**
 * The normal quantile as onnxruntime computes it: √2 erf⁻¹(2p − 1) with Winitzki's approximation
 * (2008), a = 0.147.
 */
function probit(p: number): number {
  const x = 2 * p - 1;
  const sign = x < 0 ? -1 : 1;
  const l = log((1 - x) * (1 + x));
  const v = 2 / (Math.PI * 0.147) + 0.5 * l;
  const w = Math.sqrt(v * v - l / 0.147) - v;
  return Math.SQRT2 * sign * Math.sqrt(w);
}
