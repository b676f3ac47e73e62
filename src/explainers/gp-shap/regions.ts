import type { Division, RegionPrior, RegionRows } from './region-types.ts';

export function regionRows(division: Division, signs: Float64Array, count: number): RegionRows {
  const { region, sizes } = division;
  const m = region.length;
  const means = new Float64Array(count * sizes.length);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < m; j++) means[row * sizes.length + region[j]] += signs[row * m + j] / sizes[region[j]];
  return { division, count, means };
}

/**
 * The kernel of two rows' means: Σ linear_R s_R + Σ_q weight_q [Π (1 + t_qR s_R) − Π (1 − t_qR
 * s_R)] / 2.
 */
function kernelAt({ linear, components }: RegionPrior, a: Float64Array, p: number, b: Float64Array, q: number): number {
  const regions = linear.length;
  let k = 0;
  for (let r = 0; r < regions; r++) k += linear[r] * a[p + r] * b[q + r];
  for (const { weight, t } of components) {
    let plus = weight / 2;
    let minus = weight / 2;
    for (let r = 0; r < regions; r++) {
      const ts = t[r] * a[p + r] * b[q + r];
      plus *= 1 + ts;
      minus *= 1 - ts;
    }
    k += plus - minus;
  }
  return k;
}

/** Adds the lower half of the regions' kernel. */
export function addRegionGram({ count, means }: RegionRows, prior: RegionPrior, gram: Float64Array): void {
  const regions = prior.linear.length;
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++) gram[a * count + b] += kernelAt(prior, means, a * regions, means, b * regions);
}

/** Adds the kernel between row `at` of some other rows and each of these. */
export function addRegionKernel(
  { count, means }: RegionRows,
  prior: RegionPrior,
  others: RegionRows,
  at: number,
  into: Float64Array,
): void {
  const regions = prior.linear.length;
  for (let b = 0; b < count; b++) into[b] += kernelAt(prior, others.means, at * regions, means, b * regions);
}

/** Adds the variance at each row. */
export function addRegionVariance({ count, means }: RegionRows, prior: RegionPrior, into: Float64Array): void {
  const regions = prior.linear.length;
  for (let a = 0; a < count; a++) into[a] += kernelAt(prior, means, a * regions, means, a * regions);
}

/** Derivatives Σ over the lower half of w dk by what the prior holds. */
export function regionDerivatives({ count, means }: RegionRows, prior: RegionPrior, w: Float64Array): RegionPrior {
  const regions = prior.linear.length;
  const linear = new Float64Array(regions);
  const s = new Float64Array(regions);
  const found = prior.components.map(() => ({ weight: 0, t: new Float64Array(regions) }));
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      const own = w[a * count + b];
      for (let r = 0; r < regions; r++) {
        s[r] = means[a * regions + r] * means[b * regions + r];
        linear[r] += own * s[r];
      }
      for (let q = 0; q < found.length; q++) {
        const { weight, t } = prior.components[q];
        let plus = own / 2;
        let minus = own / 2;
        for (let r = 0; r < regions; r++) {
          plus *= 1 + t[r] * s[r];
          minus *= 1 - t[r] * s[r];
        }
        const to = found[q];
        to.weight += plus - minus;
        for (let r = 0; r < regions; r++)
          to.t[r] += weight * s[r] * (plus / (1 + t[r] * s[r]) + minus / (1 - t[r] * s[r]));
      }
    }
  }
  return { linear, components: found };
}
