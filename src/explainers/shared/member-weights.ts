/**
 * Shapley values from the coalitions each player is in (Shapley 1953, rearranged). For each size s
 * from 0 to m of m players, the weight w with which φ(j) = Σ w(|S|) v(S), over all S that hold j,
 * plus a remainder that is the same for every player and follows from Σ φ = v(N) − v(∅). v is
 * counted from v(∅).
 *
 * In the usual formula v(S) comes with (s − 1)! (m − s)! / m! for members of S and with −s! (m − s
 * − 1)! / m! for the others; w is the difference of the two, m / (s (m − s) C(m, s)). It is 0 for
 * the empty and the full coalition.
 */
export function memberWeights(m: number): Float64Array {
  const weights = new Float64Array(m + 1);
  let subsets = 1;
  for (let s = 1; s < m; s++) {
    subsets = (subsets * (m - s + 1)) / s;
    weights[s] = m / (s * (m - s)) / subsets;
  }
  return weights;
}
