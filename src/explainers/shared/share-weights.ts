/**
 * The game that is 1 where all of u players are present and all of v others absent has the Shapley
 * values (u − 1)! v! / (u + v)! for each of the u and −u! (v − 1)! / (u + v)! for each of the v.
 * Both are entries of one table: `share[p × width + q]` = p! q! / (p + q + 1)!.
 */
export interface ShareWeights {
  readonly width: number;
  readonly share: Float64Array;
}

/** Weights for up to `most` players in all. */
export function shareWeights(most: number): ShareWeights {
  const width = most + 1;
  const share = new Float64Array(width * width);
  for (let p = 0; p < width; p++) {
    share[p * width] = 1 / (p + 1);
    for (let q = 1; q < width; q++) share[p * width + q] = (share[p * width + q - 1] * q) / (p + q + 1);
  }
  return { width, share };
}
