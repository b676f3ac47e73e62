const TOP = 5;

/**
 * How far surrogates fitted to disjoint fifths of a neighbourhood agree, for each output. `fits`:
 * each K × P; `values`: the whole's, K × P. `stabilityJaccard`: the share of their top features (5,
 * or all where there are fewer) that two of them have in common (Jaccard index), averaged over
 * pairs. `stabilitySpread`: the coefficients' standard deviation over the fits, divided by sqrt(5)
 * to stand for the whole, summed and set against the sum of the whole's absolute coefficients.
 */
export function stability(fits: readonly Float64Array[], values: Float64Array, features: number, outputs: number) {
  const stabilityJaccard: number[] = [];
  const stabilitySpread: number[] = [];
  for (let k = 0; k < outputs; k++) {
    const own = fits.map((fit) => fit.subarray(k * features, (k + 1) * features));
    const tops = own.map(topOf);
    let shared = 0;
    let pairs = 0;
    for (const [a, top] of tops.entries()) {
      for (const other of tops.slice(a + 1)) {
        const common = [...top].filter((feature) => other.has(feature)).length;
        const together = top.size + other.size - common;
        shared += together > 0 ? common / together : 1;
        pairs += 1;
      }
    }
    stabilityJaccard.push(pairs > 0 ? shared / pairs : 1);
    let spread = 0;
    let size = 0;
    for (let j = 0; j < features; j++) {
      let mean = 0;
      for (const fit of own) mean += fit[j] / own.length;
      let squares = 0;
      for (const fit of own) squares += (fit[j] - mean) * (fit[j] - mean);
      spread += Math.sqrt(squares / Math.max(1, own.length - 1) / own.length);
      size += Math.abs(values[k * features + j]);
    }
    stabilitySpread.push(size > 0 ? spread / size : spread > 0 ? 1 : 0);
  }
  return { stabilityJaccard, stabilitySpread };
}

/** The features of the largest coefficients, without those of 0. */
function topOf(values: Float64Array): Set<number> {
  const order = Array.from(values.keys()).filter((j) => values[j] !== 0);
  return new Set(order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, TOP));
}
