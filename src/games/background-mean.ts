import { logit } from '../numerics/math.ts';
import type { Numbers } from '../numerics/numbers.ts';

interface MeanOptions {
  /** Rows of each coalition. */
  readonly rows: number;
  /** Outputs of the model in each row of `values`. */
  readonly outputs: number;
  /** Indices of the outputs wanted. */
  readonly selected: readonly number[];
  /** Whether each mean is turned into its log-odds. */
  readonly logOdds: boolean;
}

/**
 * Values of coalitions: means of the model's outputs over each coalition's rows, summed in float64
 * in row order. `values` is [coalitions × rows, outputs]; the result is [coalitions × selected].
 */
export function meanOverBackground(values: Numbers, { rows, outputs, selected, logOdds }: MeanOptions): Float64Array {
  const coalitions = values.length / (rows * outputs);
  const wanted = selected.length;
  const means = new Float64Array(coalitions * wanted);
  let start = 0;
  for (let coalition = 0; coalition < coalitions; coalition++, start += rows * outputs) {
    for (let k = 0; k < wanted; k++) {
      let sum = 0;
      for (let at = start + selected[k], end = start + rows * outputs; at < end; at += outputs) sum += values[at];
      const mean = sum / rows;
      means[coalition * wanted + k] = logOdds ? logit(mean) : mean;
    }
  }
  return means;
}
