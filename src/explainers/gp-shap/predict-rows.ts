import { kernelTo, type Prior, type SignRows } from './kernel.ts';

/** What rows with weights `alpha` (K × rows) say about g elsewhere, under a prior. */
export interface WeightedRows {
  readonly rows: SignRows;
  readonly alpha: Float64Array;
  readonly prior: Prior;
}

/**
 * Predicts g at other rows, K × others: Σ_i alpha_i k(x, x_i). The rows differ from the others.
 * `pulse` is called now and then.
 */
export function predictRows({ rows, alpha, prior }: WeightedRows, others: SignRows, pulse?: () => void): Float64Array {
  const { count: n } = rows;
  const outputs = alpha.length / n;
  const kernel = kernelTo(rows, prior);
  const means = new Float64Array(outputs * others.count);
  const k = new Float64Array(n);
  for (let a = 0; a < others.count; a++) {
    pulse?.();
    kernel(others, a, k);
    for (let b = 0; b < n; b++)
      for (let o = 0; o < outputs; o++) means[o * others.count + a] += alpha[o * n + b] * k[b];
  }
  return means;
}
